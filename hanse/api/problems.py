"""Every "no" of the API as a problem document (RFC 9457): the one place that turns refusals into answers."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.companies.errors import WouldLoseSight
from hanse.customfields.errors import HoldsValues
from hanse.files import errors as files
from hanse.foundation.errors import DomainError, Forbidden, Invalid, NotFound, Problem, Refused, Stale
from hanse.imports.errors import TooLarge, Unreadable

log = logging.getLogger("hanse.api")

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """One kind of problem: the anchor of its explanation on the docs page, and its title."""

    anchor: str
    title: str | Promise


KINDS = {
    400: Kind("bad-request", gettext_lazy("The request cannot be understood")),
    401: Kind("unauthorized", gettext_lazy("Sign in with a token")),
    403: Kind("forbidden", gettext_lazy("Not allowed")),
    404: Kind("not-found", gettext_lazy("Not found")),
    405: Kind("method-not-allowed", gettext_lazy("This address does not know this method")),
    409: Kind("refused", gettext_lazy("The state of the records does not allow this")),
    412: Kind("stale", gettext_lazy("Somebody else saved meanwhile")),
    413: Kind("too-large", gettext_lazy("The body is too large")),
    422: Kind("invalid", gettext_lazy("Some values cannot be taken")),
    429: Kind("too-many", gettext_lazy("Too many requests")),
    500: Kind("defect", gettext_lazy("A defect of ours")),
    503: Kind("busy", gettext_lazy("Busy")),
    507: Kind("no-room", gettext_lazy("The file cannot be kept")),
}


class NotUnderstood(DomainError):
    """The request itself is wrong: a word that nobody declared, or a body that is no JSON."""

    def __init__(self, message: str = "", problems: Iterable[Problem] = ()) -> None:
        self.problems = list(problems)
        super().__init__(message or " ".join(problem.message for problem in self.problems))


class Unauthorized(DomainError):
    """No token, or none that is good."""


STATUS: list[tuple[type[DomainError], int]] = [
    (NotUnderstood, 400),
    (Unauthorized, 401),
    (NotFound, 404),
    (Forbidden, 403),
    (Invalid, 422),
    (Stale, 412),
    (TooLarge, 413),
    (Unreadable, 422),
    (files.TooLarge, 413),
    (files.CannotKeep, 507),
    (Refused, 409),
]


def problem(status: int, detail: str = "", errors: Iterable[Problem] = (), **more: Any) -> HttpResponse:
    """Return a problem document; `more` are further members that a program can read."""
    kind = KINDS.get(status, KINDS[500 if status >= 500 else 400])
    document = {
        "type": f"/api/v1/docs#{kind.anchor}",
        "title": str(kind.title),
        "status": status,
        "detail": str(detail),
        "errors": [{"field": each.field, "message": str(each.message)} for each in errors],
    } | more
    return HttpResponse(msgspec.json.encode(document), status=status, content_type=CONTENT_TYPE)


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the answer to what a rule refused."""
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    if status == 403:
        log.info(
            "forbidden: %s %s", request.method, request.path, extra={"request_id": getattr(request, "id", "")}
        )
    detail = error.message or (_("There is nothing here.") if status == 404 else "")
    response = problem(status, detail, getattr(error, "problems", ()), **_more(error))
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Hanse"'
    return response


def _more(error: DomainError) -> dict[str, Any]:
    """What a program needs to try again."""
    if isinstance(error, WouldLoseSight):
        return {"confirm": "lose-sight"}
    if isinstance(error, HoldsValues):
        return {"confirm_values": error.count}
    if isinstance(error, Stale) and error.current:
        return {"current": error.current}
    return {}


def defect(request: HttpRequest, error: Exception) -> HttpResponse:
    """Log what went wrong in us, and say no more than the number under which it is logged."""
    request_id = getattr(request, "id", "")
    if isinstance(error, files.UploadRefused):
        return problem(error.status, error.message)
    if isinstance(error, OperationalError):
        log.warning("database: %s", error, extra={"request_id": request_id})
        response = problem(503, _("The database is busy. Try again in a moment."))
        response["Retry-After"] = "2"
        return response
    log.error("%s %s", request.method, request.path, exc_info=error, extra={"request_id": request_id})
    return problem(500, _("This is our fault, and it is in the log under %s.") % request_id)
