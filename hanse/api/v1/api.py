"""The API, version 1: its rooms, and how it says no."""

from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser

from hanse.api.door import BearerToken, guard
from hanse.api.problems import NotUnderstood, Unauthorized, defect, problem, refusal
from hanse.api.rooms import api_rooms
from hanse.api.v1 import (
    customfields,
    files,
    imports,
    merging,
    people,
    roles,
    savedviews,
    search,
    undo,
)
from hanse.api.validation import unreadable
from hanse.files.errors import UploadRefused
from hanse.foundation.errors import DomainError, NotFound


class StrictParser(Parser):
    """Reads JSON and nothing like it: no NaN, no half characters."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what the body holds."""
        return msgspec.json.decode(request.body)


class HanseAPI(NinjaAPI):
    """Names operations by their functions."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the id of an operation in the OpenAPI document."""
        return operation.operation_id or operation.view_func.__name__


api = HanseAPI(
    title="Hanse",
    version="1",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
    auth=BearerToken(),
    parser=StrictParser(),
)
api.add_decorator(guard, mode="view")
for each in api_rooms():
    api.add_router(f"/{each.room.name}", each.router)
api.add_router("/companies", files.of_companies)
api.add_router("/companies", merging.of_companies)
api.add_router("/contacts", merging.of_contacts)
api.add_router("/contacts", files.of_contacts)
api.add_router("/files", files.router)
api.add_router("/company-roles", roles.router)
api.add_router("/custom-fields", customfields.router)
api.add_router("/custom-field-sections", customfields.sections)
api.add_router("/me", people.me)
api.add_router("/users", people.users)
api.add_router("/profiles", people.profiles)
api.add_router("/search", search.router)
api.add_router("/undo", undo.steps)
api.add_router("/trash", undo.trash)
api.add_router("/imports", imports.router)
api.add_router("/saved-views", savedviews.router)


@api.exception_handler(DomainError)
def rule_said_no(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer what a rule refused."""
    return refusal(request, error)


@api.exception_handler(ValidationError)
def body_unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a body that does not fit the schema."""
    return refusal(request, unreadable(error.errors))


@api.exception_handler(HttpError)
def body_is_no_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a body that is no JSON."""
    return refusal(request, NotUnderstood(_("The body is not JSON.")))


@api.exception_handler(RequestDataTooBig)
def body_too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """Answer a body beyond the limit."""
    if isinstance(error, UploadRefused):
        return problem(error.status, error.message)
    return problem(413, _("Send less at once."))


@api.exception_handler(UnreadablePostError)
def body_broke_off(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:
    """Answer a body that never came to its end."""
    return problem(400, _("The body broke off."))


@api.exception_handler(Http404)
def nothing_there(request: HttpRequest, error: Http404) -> HttpResponse:
    """Answer a look-up that found nothing."""
    return refusal(request, NotFound())


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Answer a request that reached an operation without passing the door."""
    return refusal(request, Unauthorized())


@api.exception_handler(Exception)
def our_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a defect, without telling more than its number."""
    return defect(request, error)
