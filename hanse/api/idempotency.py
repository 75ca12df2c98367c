"""
`Idempotency-Key`: the same POST sent again gets the first answer, and makes nothing again.

The key is stored in the transaction of the change itself. Of several at the same moment one inserts it; the others wait
for its end at the unique index (on SQLite at the write lock) and read the stored answer. A defect rolls all of it back.
"""

import datetime
import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.api.models import IdempotencyKey
from hanse.api.problems import NotUnderstood
from hanse.api.request import ApiRequest, uploads_of
from hanse.foundation.errors import Invalid, Problem

HEADER = "Idempotency-Key"
KEPT = datetime.timedelta(hours=24)
MOST = 255
# What belongs to an answer besides its body.
HEADERS = ("Content-Type", "ETag", "Location")


def once(request: ApiRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    """
    Return what `run` answers, or the first answer to this very request.

    :raises NotUnderstood: when the key cannot be one.
    :raises Invalid: when the key was used for another request.
    """
    key = request.headers[HEADER].strip()
    if not 1 <= len(key) <= MOST or not key.isprintable():
        raise NotUnderstood(problems=[Problem(HEADER, _("Give a key of 1 to %s visible characters.") % MOST)])
    fingerprint = _fingerprint(request)
    with transaction.atomic():
        row, fresh = _claim(request.user, key, fingerprint)
        if not fresh:
            return _replayed(row, fingerprint)
        response = run()
        if response.status_code >= 500:
            transaction.set_rollback(True)
            return response
        row.status = response.status_code
        row.headers = {name: response[name] for name in HEADERS if name in response}
        row.body = response.content.decode()
        row.save(update_fields=["status", "headers", "body"])
    return response


def _claim(user, key: str, fingerprint: str) -> tuple[IdempotencyKey, bool]:
    """Return the row of the key, and whether this request made it."""
    keys = IdempotencyKey.objects.filter(user=user, key=key)  # unscoped: the person's own keys
    while True:
        keys.filter(created_at__lt=timezone.now() - KEPT).delete()
        try:
            with transaction.atomic():
                row = IdempotencyKey(user=user, key=key, fingerprint=fingerprint)
                row.save(force_insert=True)
                return row, True
        except IntegrityError:
            kept = keys.first()
            # None: the other one failed, or was tidied away, between the two statements.
            if kept is not None:
                return kept, False


def _replayed(row: IdempotencyKey, fingerprint: str) -> HttpResponse:
    if row.fingerprint != fingerprint:
        raise Invalid([Problem(HEADER, _("This key was used for another request; choose a new one."))])
    response = HttpResponse(row.body, status=row.status)
    for name, value in row.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


def _fingerprint(request: ApiRequest) -> str:
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        # The boundary differs each time; what counts is what it separates.
        for name, values in sorted(request.POST.lists()):
            digest.update(f"{name}={values!r}\n".encode())
        for name, file in sorted(uploads_of(request).items()):
            digest.update(f"{name}={file.name}\n".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()
