"""Files of companies and contacts: handed in, listed, described, fetched, deleted."""

import datetime
from collections.abc import Iterable
from typing import Annotated, Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from hanse.accounts.access import Right
from hanse.api.answers import answer, listing, moment, nothing
from hanse.api.door import actor, edited_version
from hanse.api.policy import needs
from hanse.api.problems import NotUnderstood
from hanse.api.request import ApiRequest
from hanse.api.schema import (
    IDEMPOTENCY_KEY,
    PAGING,
    Body,
    Listing,
    Shown,
    body_example,
    changed,
    deleted,
    described,
    example,
    read,
)
from hanse.contacts.files import Home, add_file, delete_file, describe_file, visible_file
from hanse.files.models import StoredFile
from hanse.files.serving import headers_of
from hanse.files.store import store
from hanse.foundation.errors import Invalid, Problem
from hanse.foundation.paging import capped_count, limits, read_page
from hanse.setup.models import Section

router = Router(tags=["Files"])
of_companies = Router(tags=["Files"])
of_contacts = Router(tags=["Files"])
# The part of the form that holds the bytes has either name.
PARTS = ("attachment", "file")
WORDS = ("name", "description")
FORM = {
    "type": "object",
    "additionalProperties": False,
    "anyOf": [{"required": ["file"]}, {"required": ["attachment"]}],
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "The file; `attachment` is another name for it.",
        },
        "attachment": {"type": "string", "format": "binary"},
        "name": {"type": "string", "description": "What it is to be called; its own name when absent."},
        "description": {"type": "string"},
    },
}
HAND_IN = described(
    403, 404, 409, 413, 422, 507,
    parameters=[IDEMPOTENCY_KEY],
    requestBody={"required": True, "content": {"multipart/form-data": {"schema": FORM}}},
)  # fmt: skip
PAGES = described(404, 422, parameters=PAGING)
CONTENT = read() | {
    "responses": read()["responses"]
    | {
        "200": {
            "description": "The bytes, as `Content-Disposition: attachment`.",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        },
        "409": {"$ref": "#/components/responses/Problem409"},
    }
}


class FileChange(Body):
    """What one may say about a file."""

    name: str = ""
    description: str | None = None

    model_config = body_example(description="Signed by both sides")


class FileOut(Shown):
    """A file."""

    id: int
    name: str
    url: Annotated[str, Field(description="Where its bytes are; it answers to the bearer token.")]
    size: Annotated[int, Field(description="In bytes.")]
    type: Annotated[str, Field(description="The media type, judged by the content and not by the name.")]
    description: str
    created_at: datetime.datetime
    created_by: Annotated[str | None, Field(description="The login of who added it.")]

    model_config = example(
        id=12,
        name="agreement.pdf",
        url="https://crm.example.com/api/v1/files/12/content",
        size=84211,
        type="application/pdf",
        description="Signed by both sides",
        created_at="2026-11-24T09:30:00Z",
        created_by="user1",
    )


class FileList(Listing):
    """One page of files."""

    items: list[FileOut]


@of_companies.get("/{int:company_id}/files", response=FileList, openapi_extra=PAGES)
@needs(Right.VIEW, Section.COMPANIES)
def list_files_of_a_company(request: ApiRequest, company_id: int) -> HttpResponse:
    """The files of the company, newest first; those of its contacts are at the contacts."""
    return _page(request, Home(company_id=company_id))


@of_companies.post("/{int:company_id}/files", response={201: FileOut}, openapi_extra=HAND_IN)
@needs(Right.VIEW, Section.COMPANIES)
def add_a_file_to_a_company(request: ApiRequest, company_id: int) -> HttpResponse:
    """Hand in a file as multipart/form-data, one at a time."""
    return _add(request, Home(company_id=company_id))


@of_contacts.get("/{int:contact_id}/files", response=FileList, openapi_extra=PAGES)
@needs(Right.VIEW, Section.CONTACTS)
def list_files_of_a_contact(request: ApiRequest, contact_id: int) -> HttpResponse:
    """The files of the contact, newest first."""
    return _page(request, Home(contact_id=contact_id))


@of_contacts.post("/{int:contact_id}/files", response={201: FileOut}, openapi_extra=HAND_IN)
@needs(Right.VIEW, Section.CONTACTS)
def add_a_file_to_a_contact(request: ApiRequest, contact_id: int) -> HttpResponse:
    """Hand in a file as multipart/form-data, one at a time."""
    return _add(request, Home(contact_id=contact_id))


@router.get("/{int:file_id}", response=FileOut, openapi_extra=read())
@needs(Right.VIEW, Section.CRM)
def get_a_file(request: ApiRequest, file_id: int) -> HttpResponse:
    """What is known of a file; its ETag is what `If-Match` compares."""
    return _answer(request, visible_file(request.user, file_id))


@router.patch("/{int:file_id}", response=FileOut, openapi_extra=changed())
@needs(Right.VIEW, Section.CRM)
def change_a_file(request: ApiRequest, file_id: int, body: FileChange) -> HttpResponse:
    """Change its name or description. The bytes never change: add another file."""
    version = edited_version(request)
    return _answer(request, describe_file(file_id, body.given(), by=actor(request), version=version))


@router.delete("/{int:file_id}", response={204: None}, openapi_extra=deleted())
@needs(Right.VIEW, Section.CRM)
def delete_a_file(request: ApiRequest, file_id: int) -> HttpResponse:
    """Delete a file. Its bytes are removed 30 days later; until then it can be restored on the pages."""
    delete_file(file_id, by=actor(request), version=edited_version(request))
    return nothing()


@router.get("/{int:file_id}/content", openapi_extra=CONTENT)
@needs(Right.VIEW, Section.CRM)
def get_the_content_of_a_file(request: ApiRequest, file_id: int) -> StreamingHttpResponse:
    """The bytes of a file."""
    file = visible_file(request.user, file_id)
    return StreamingHttpResponse(store().read(file.key), headers=headers_of(file))


def _page(request: ApiRequest, home: Home) -> HttpResponse:
    files = home.visible(request.user).files().select_related("by")
    page = read_page(
        files,
        sort="-id",
        limit=limits(request.GET.get("limit")),
        cursor=request.GET.get("cursor"),
    )
    total, exact = capped_count(files)
    items = [_shown(request, file) for file in page.items]
    return listing(items, next=page.next, total=total if exact else None)


def _add(request: ApiRequest, home: Home) -> HttpResponse:
    home.editable(request.user)
    upload, raw = _read_form(request)
    file = add_file(home, {"name": upload.name or ""} | raw, upload.chunks(), by=actor(request))
    return _answer(request, file, status=201, location=f"/api/v1/files/{file.pk}")


def _read_form(request: ApiRequest) -> tuple[UploadedFile, dict[str, str]]:
    """
    Return the one file of a form, and what it says about it.

    :raises NotUnderstood: for a body that is no such form, or a field that is not declared.
    :raises Invalid: without a file, or with several.
    """
    try:
        files = [(name, file) for name, group in request.FILES.lists() for file in group]
    except MultiPartParserError as error:
        raise NotUnderstood(_("The body is not multipart/form-data.")) from error
    _refuse_unknown(
        [
            *(name for name in request.POST if name not in WORDS),
            *(name for name, _file in files if name not in PARTS),
        ]
    )
    if len(files) != 1:
        sentence = _("Send the file as multipart/form-data.") if not files else _("Send one file at a time.")
        raise Invalid([Problem("file", sentence)])
    return files[0][1], {name: request.POST[name] for name in WORDS if name in request.POST}


def _refuse_unknown(names: Iterable[str]) -> None:
    problems = [Problem(name[:60], _("There is no field “%s” here.") % name[:60]) for name in names]
    if problems:
        raise NotUnderstood(problems=problems)


def _shown(request: ApiRequest, file: StoredFile) -> dict[str, Any]:
    return {
        "id": file.pk,
        "name": file.name,
        "url": request.build_absolute_uri(f"/api/v1/files/{file.pk}/content"),
        "size": file.size,
        "type": file.type,
        "description": file.description,
        "created_at": moment(file.created_at),
        "created_by": file.by.username if file.by else None,
    }


def _answer(request: ApiRequest, file: StoredFile, *, status: int = 200, location: str = "") -> HttpResponse:
    return answer(_shown(request, file), status=status, tag=file.version, location=location)
