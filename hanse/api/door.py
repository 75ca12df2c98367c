"""
What every operation passes through: the token, the policy, the words of the query string, the key of a repeated POST.

The order matters: who is asking, whether there is anything here for him, and only then what he sent.
"""

import zoneinfo
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from hanse.accounts.access import access_of, pin
from hanse.accounts.models import Token
from hanse.accounts.tokens import find_token
from hanse.api.idempotency import HEADER, once
from hanse.api.problems import NotUnderstood, Unauthorized, defect, refusal
from hanse.api.request import ApiRequest
from hanse.foundation.errors import DomainError, Forbidden, Problem
from hanse.journal.actor import Actor, Door

SAFE = {"GET", "HEAD", "OPTIONS"}
SCOPE = "api"

Run = Callable[..., HttpResponse]


class BearerToken(HttpBearer):
    """Documents the token; `guard` has read it by the time the operation asks."""

    def __call__(self, request: HttpRequest) -> Token | None:
        return getattr(request, "token", None)

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the token of a request that came in by the door."""
        return self(request)


def guard(run: Run) -> Run:
    """
    Wrap the run of one operation into the door.

    :raises TypeError: when the house is built with an operation that says nothing about who may enter.
    """
    operation = cast(Any, run).__self__
    admit = getattr(operation.view_func, "admit", None)
    if admit is None:
        raise TypeError(f"{operation.view_func.__qualname__} has no policy; see hanse/api/policy.py.")
    words = words_of(operation)

    def enter(request: ApiRequest, **path: Any) -> HttpResponse:
        try:
            user = _sign_in(request)
        except DomainError as error:
            return refusal(request, error)
        except Exception as error:
            return defect(request, error)
        with timezone.override(_zone(user.time_zone)):
            try:
                admit(access_of(user))
                _check_token(request)
                _check_words(request, words)
                if request.method == "POST" and HEADER in request.headers:
                    return once(request, lambda: run(request, **path))
                return run(request, **path)
            except DomainError as error:
                return refusal(request, error)
            except Exception as error:
                return defect(request, error)

    return enter


def words_of(operation: Any) -> frozenset[str]:
    """Return the words of the query string that an operation declares in the OpenAPI document."""
    parameters = (operation.openapi_extra or {}).get("parameters", [])
    return frozenset(each["name"] for each in parameters if each.get("in") == "query")


def actor(request: ApiRequest) -> Actor:
    """Return the person behind the token as the journal will know him."""
    return Actor(user=request.user, door=Door.API, request_id=request.id)


def edited_version(request: ApiRequest) -> int | None:
    """
    Return the version that `If-Match` names; None when any will do, -1 for one that no record can have.

    :raises NotUnderstood: for a header that is no entity tag.
    """
    tag = edited_tag(request)
    if tag is None:
        return None
    return int(tag) if tag.isdecimal() and len(tag) < 10 else -1


def edited_tag(request: ApiRequest) -> str | None:
    """
    Return the one entity tag of `If-Match` without its quotes; None without the header, and for `*`.

    :raises NotUnderstood: for anything else.
    """
    header = request.headers.get("If-Match", "").strip()
    if header in ("", "*"):
        return None
    tag = header[1:-1] if len(header) > 1 and header[0] == header[-1] == '"' else header
    if '"' in tag or "," in tag:
        raise NotUnderstood(
            problems=[Problem("If-Match", _('Give the one ETag that you read, such as "3".'))]
        )
    return tag


def _sign_in(request: ApiRequest):
    """Return the user of the bearer token; cookies count for nothing here."""
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if not text or scheme.lower() != "bearer":
        raise Unauthorized(_("Send the header Authorization: Bearer, followed by your token."))
    token = find_token(text.strip())
    if token is None:
        raise Unauthorized(_("This token is not good (any more). Make a new one."))
    request.token, request.user = token, token.user
    pin(token.user)
    return token.user


def _check_token(request: ApiRequest) -> None:
    if request.token.scopes and SCOPE not in request.token.scopes:
        raise Forbidden(_("This token is for something else than the API."))
    if request.token.read_only and request.method not in SAFE:
        raise Forbidden(_("This token may read only."))


def _check_words(request: ApiRequest, words: frozenset[str]) -> None:
    problems = [
        Problem(word[:60], _("There is no query parameter “%s” here.") % word[:60])
        for word in request.GET
        if word not in words
    ]
    for word, values in request.GET.lists():
        if any("\0" in value for value in values):
            problems.append(Problem(word[:60], _("A NUL character cannot be part of a value.")))
    if problems:
        raise NotUnderstood(problems=problems)


@lru_cache(maxsize=500)
def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
