"""The rows of a list as a file: CSV as it is read, XLSX for as many rows as a browser can wait for."""

import logging
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from hanse.foundation.errors import Invalid, Problem, Refused
from hanse.foundation.exporting import ExportKind, csv_text, write_xlsx
from hanse.foundation.paging import capped_count
from hanse.foundation.table import column_values
from hanse.web.lists.listing import ask
from hanse.web.lists.page import ListPage

log = logging.getLogger("hanse.web")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_XLSX = 20_000


def export_list(request: HttpRequest, page: ListPage) -> HttpResponse:
    """
    Return what the list shows, all pages of it and every column, as the file that `?format=` names.

    :raises Invalid: for a format that there is not, or a filter that cannot be read.
    :raises Refused: for more rows than an Excel file is made of while one waits.
    """
    kind: ExportKind = import_string(settings.EXPORT_KINDS[page.table.kind])
    question, problems = ask(request, page)
    if problems:
        raise Invalid(problems)
    found = page.table.narrow(kind.rows(request.user), question.query)
    columns = kind.columns()
    header = [column.name for column in columns]
    rows = (column_values(columns, record) for record in kind.records(found))
    asked = request.GET.get("format", "csv")
    name = f"{kind.name}-{timezone.localdate():%Y-%m-%d}.{asked}"
    if asked == "csv":
        return _csv(header, _counted(rows, kind, request), name)
    if asked != "xlsx":
        raise Invalid([Problem("format", _("Choose one of: %s.") % "csv, xlsx")])
    if capped_count(found, MOST_XLSX)[1] is False:
        sentence = _(
            "An Excel file holds at most %s rows. Narrow the list, or take CSV, which Excel opens too."
        )
        raise Refused(sentence % f"{MOST_XLSX:,}")
    return _xlsx(header, _counted(rows, kind, request), name, str(page.words.title))


def _csv(header: list[str], rows: Iterable[list[Any]], name: str) -> HttpResponse:
    response = StreamingHttpResponse(
        csv_text(header, rows, marked=True), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _xlsx(header: list[str], rows: Iterable[list[Any]], name: str, title: str) -> HttpResponse:
    # FileResponse closes the file, and the file goes with its last handle.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write_xlsx(file, header, rows, title=title)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _counted(rows: Iterable[list[Any]], kind: ExportKind, request: HttpRequest) -> Iterator[list[Any]]:
    """Pass the rows on and note in the log how many went out, also when the reader stops early."""
    count = 0
    try:
        for row in rows:
            count += 1
            yield row
    finally:
        log.info(
            "exported %s %s for user %s", count, kind.name, request.user.pk, extra={"request_id": request.id}
        )
