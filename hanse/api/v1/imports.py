"""Imports: a file comes in, is checked, run and taken back; the same steps as the wizard and the command line."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from hanse.accounts.access import Right
from hanse.api.answers import answer, listing, moment, page_of
from hanse.api.door import actor
from hanse.api.policy import needs
from hanse.api.request import ApiRequest, uploads_of
from hanse.api.schema import (
    IDEMPOTENCY_KEY,
    PAGING,
    described,
    listed,
    read,
)
from hanse.api.v1.import_forms import (
    SHOWN_ERRORS,
    UPLOAD,
    ConflictList,
    ImportErrorList,
    ImportList,
    ImportOptions,
    ImportOut,
    read_upload,
)
from hanse.foundation.errors import Invalid, Problem
from hanse.foundation.paging import limits
from hanse.imports.actions import (
    begin_check,
    begin_run,
    begin_undo,
    check_import,
    choose,
    layout_of,
    run_import,
    start_import,
    stop_import,
    undo_import,
)
from hanse.imports.models import Import
from hanse.imports.rejects import rejects_csv
from hanse.imports.summary import summary
from hanse.imports.table import IMPORTS
from hanse.setup.models import Section

router = Router(tags=["Imports"])
# Up to this size (some two thousand rows) the answer waits for the end; a worker takes what is larger.
AT_ONCE = 200_000
STEP = described(403, 404, 409, parameters=[IDEMPOTENCY_KEY])
REJECTS = described(404)
REJECTS["responses"]["200"] = {
    "description": "A CSV file.",
    "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
}


@router.get("", response=ImportList, openapi_extra=listed(IMPORTS))
@needs(Right.VIEW, Section.CRM)
def list_imports(request: ApiRequest) -> HttpResponse:
    """Your imports, newest first; superadmins: everybody's."""
    rows = Import.objects.visible_to(request.user)
    names = (
        "id",
        "kind",
        "filename",
        "state",
        "rows",
        "created",
        "updated",
        "unchanged",
        "rejected",
        "created_at",
    )

    def render(row: dict[str, Any]) -> dict[str, Any]:
        return {name: row[name] for name in names} | {"created_at": moment(row["created_at"])}

    return page_of(request, IMPORTS, lambda: rows, counted=rows, columns=names, render=render)


@router.post(
    "",
    response={201: ImportOut},
    openapi_extra=described(
        403,
        404,
        413,
        422,
        parameters=[IDEMPOTENCY_KEY],
        requestBody={"required": True, "content": {"multipart/form-data": {"schema": UPLOAD}}},
    ),
)
@needs(Right.WRITE, Section.CRM)
def start_an_import(request: ApiRequest) -> HttpResponse:
    """Hand in a file. Nothing is written yet: the answer tells how its columns would be read."""
    kind, options = read_upload(request)
    upload = uploads_of(request)["file"]
    file = start_import(kind, upload.chunks(), upload.name or "", options, by=actor(request))
    return _answer(file, status=201, location=f"/api/v1/imports/{file.pk}")


@router.get("/{int:import_id}", response=ImportOut, openapi_extra=read())
@needs(Right.VIEW, Section.CRM)
def get_an_import(request: ApiRequest, import_id: int) -> HttpResponse:
    """One import, with how far it is."""
    return _answer(Import.objects.get_visible(request.user, import_id))


@router.patch("/{int:import_id}", response=ImportOut, openapi_extra=described(403, 404, 409, 422))
@needs(Right.VIEW, Section.CRM)
def change_an_import(request: ApiRequest, import_id: int, body: ImportOptions) -> HttpResponse:
    """Change how the file is read, before it runs."""
    file = Import.objects.get_visible(request.user, import_id)
    return _answer(choose(file, body.given(), by=actor(request)))


@router.post("/{int:import_id}/check", response={200: ImportOut, 202: ImportOut}, openapi_extra=STEP)
@needs(Right.VIEW, Section.CRM)
def check_an_import(request: ApiRequest, import_id: int) -> HttpResponse:
    """Decide about every row and write nothing. 202 when a worker does it: read the import until it is checked."""
    return _step(request, import_id, check_import, begin_check)


@router.post("/{int:import_id}/run", response={200: ImportOut, 202: ImportOut}, openapi_extra=STEP)
@needs(Right.VIEW, Section.CRM)
def run_an_import(request: ApiRequest, import_id: int) -> HttpResponse:
    """Import every valid row, or all or nothing as chosen. 202 when a worker does it: read the import until it is done."""
    return _step(request, import_id, run_import, begin_run)


@router.post("/{int:import_id}/undo", response={200: ImportOut, 202: ImportOut}, openapi_extra=STEP)
@needs(Right.VIEW, Section.CRM)
def undo_an_import(request: ApiRequest, import_id: int) -> HttpResponse:
    """Take back what nobody touched since, changed records too; `/conflicts` lists the others."""
    return _step(request, import_id, undo_import, begin_undo)


@router.post("/{int:import_id}/stop", response={202: ImportOut}, openapi_extra=STEP)
@needs(Right.VIEW, Section.CRM)
def stop_an_import(request: ApiRequest, import_id: int) -> HttpResponse:
    """Let a check or a run end after the rows that it is at; what is written stays, and can be undone."""
    file = Import.objects.get_visible(request.user, import_id)
    stop_import(file, by=actor(request))
    file.refresh_from_db()
    return _answer(file, status=202)


@router.get(
    "/{int:import_id}/errors", response=ImportErrorList, openapi_extra=described(404, 422, parameters=PAGING)
)
@needs(Right.VIEW, Section.CRM)
def list_errors_of_an_import(request: ApiRequest, import_id: int) -> HttpResponse:
    """Every cell that could not be taken, in the order of the file; `limit` counts rows of it."""
    file = Import.objects.get_visible(request.user, import_id)
    limit, after = limits(request.GET.get("limit")), _after(request)
    rejects = list(file.rejects.filter(row__gt=after).order_by("row")[: limit + 1])
    items = [
        {"row": reject.row} | {name: each.get(name, "") for name in ("column", "value", "message")}
        for reject in rejects[:limit]
        for each in reject.problems
    ]
    return listing(items, next=str(rejects[limit - 1].row) if len(rejects) > limit else None)


@router.get(
    "/{int:import_id}/conflicts", response=ConflictList, openapi_extra=described(404, 422, parameters=PAGING)
)
@needs(Right.VIEW, Section.CRM)
def list_conflicts_of_an_import(request: ApiRequest, import_id: int) -> HttpResponse:
    """The records that undoing left as they are, and why."""
    file = Import.objects.get_visible(request.user, import_id)
    limit, after = limits(request.GET.get("limit")), _after(request)
    rows = list(file.conflicts.filter(pk__gt=after).order_by("pk")[: limit + 1])
    items = [
        {"kind": each.kind, "id": each.record_id, "label": each.label, "message": each.message}
        for each in rows[:limit]
    ]
    following = str(rows[limit - 1].pk) if len(rows) > limit else None
    return listing(items, next=following, total=file.conflicts.count())


@router.get("/{int:import_id}/rejects", response={200: None}, openapi_extra=REJECTS)
@needs(Right.VIEW, Section.CRM)
def download_rejects_of_an_import(request: ApiRequest, import_id: int) -> StreamingHttpResponse:
    """The rows that were not taken as CSV, each with what is wrong; corrected, the file can be handed in again."""
    file = Import.objects.get_visible(request.user, import_id)
    pieces = (piece.encode() for piece in rejects_csv(file))
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejects-{file.pk}.csv"'
    return response


def _step(request: ApiRequest, import_id: int, at_once, by_worker) -> HttpResponse:
    file = Import.objects.get_visible(request.user, import_id)
    act = at_once if file.size <= AT_ONCE else by_worker
    file = act(file, by=actor(request))
    return _answer(file, status=202 if file.is_busy else 200)


def _answer(file: Import, *, status: int = 200, location: str = "") -> HttpResponse:
    told = summary(file, most=SHOWN_ERRORS)
    shown = {
        "id": file.pk,
        "kind": file.kind,
        "filename": file.filename,
        "state": file.state,
        "message": file.message,
        "columns": {
            each.heading or f"#{each.place + 1}": each.target or None for each in layout_of(file).columns
        },
        "rows": file.rows,
        "done": file.done,
    }
    shown |= {
        name: told[name]
        for name in (
            "created", "updated", "unchanged", "rejected", "also", "unmapped", "notes", "warnings", "errors",
        )
    }  # fmt: skip
    shown |= {
        "restored": file.restored,
        "deleted": file.deleted,
        "conflicts": file.conflicts.count(),
        "created_at": moment(file.created_at),
        "started_at": moment(file.started_at),
        "finished_at": moment(file.finished_at),
    }
    return answer(shown, status=status, location=location)


def _after(request: ApiRequest) -> int:
    cursor = request.GET.get("cursor") or "0"
    if not (cursor.isdecimal() and len(cursor) < 19):
        sentence = _("This cursor does not belong to this list; start again without it.")
        raise Invalid([Problem("cursor", sentence)])
    return int(cursor)
