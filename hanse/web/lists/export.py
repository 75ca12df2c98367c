"""The rows of a list as a file: CSV as it is read; an Excel file is written by a worker and fetched when it is ready."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from hanse.foundation.errors import Invalid, NotFound
from hanse.foundation.exporting import csv_text
from hanse.imports import content
from hanse.imports.exports import Outgoing, begin_export
from hanse.imports.models import Export, ExportPiece
from hanse.web.lists.asking import ask
from hanse.web.lists.page import ListPage
from hanse.web.lists.question import SAVED
from hanse.web.request import actor
from hanse.web.shortcuts import show

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATE = Export.State


def export_list(request: HttpRequest, page: ListPage) -> HttpResponseBase:
    """
    Return what the list shows as CSV, all pages of it; by POST, have an Excel file of it written.

    `?columns=` names the columns that go out; without it every one does.

    :raises Invalid: for a filter that cannot be read.
    """
    question, problems = ask(request, page, selected=True)
    if problems:
        raise Invalid(problems)
    asked = question.lacks(SAVED)
    if request.method == "POST":
        export = begin_export(page.table.kind, asked, by=actor(request))
        return redirect(f"{page.url}export/{export.pk}/")
    out = Outgoing(page.table.kind, asked, by=actor(request))
    return _sent(csv_text(out.header, out.rows(), marked=True), "text/csv; charset=utf-8", _name(page, "csv"))


def show_export(request: HttpRequest, page: ListPage, pk: int) -> HttpResponse:
    """Show how far an Excel file is, and where to fetch it; for htmx the part that is asked for again and again."""
    export = _own(request, page, pk)
    context = {
        "page": page,
        "words": page.words,
        "export": export,
        "is_ready": export.state == STATE.READY,
        "has_failed": export.state == STATE.FAILED,
        "address": f"{page.url}export/{export.pk}/",
    }
    return show(request, "lists/export.html", context, partial="state")


def send_export(request: HttpRequest, page: ListPage, pk: int) -> HttpResponseBase:
    """Return the Excel file of an export that is ready."""
    export = _own(request, page, pk)
    if export.state != STATE.READY:
        raise NotFound
    response = _sent(content.read_pieces(ExportPiece, export.pk), XLSX, _name(page, "xlsx"))
    response["Content-Length"] = export.size
    return response


def _own(request: HttpRequest, page: ListPage, pk: int) -> Export:
    """An export is for the person who asked for it: it holds what he could see."""
    found = request.user.exports.filter(pk=pk, kind=page.table.kind).first() if pk < 2**63 else None
    if found is None:
        raise NotFound
    return found


def _sent(pieces, kind: str, name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(pieces, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _name(page: ListPage, ending: str) -> str:
    return f"{page.table.kind}-{timezone.localdate():%Y-%m-%d}.{ending}"
