"""Files that go out: the rows a person may see as he filtered them, told to the journal; large ones written by a worker."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from hanse.foundation.errors import Invalid, Problem
from hanse.foundation.exporting import write_xlsx
from hanse.foundation.rooms import room_named
from hanse.foundation.table import Column, column_values
from hanse.imports import content
from hanse.imports.models import Export, ExportPiece
from hanse.journal.actor import Actor
from hanse.journal.recording import record

KIND = "export"
# The word of the query that names the columns.
COLUMNS = "columns"


class Outgoing:
    """
    One export: its header, and its rows as often as they are asked for.

    :raises NotFound: for an unknown kind.
    :raises Invalid: for a filter that the list does not have or cannot read.
    """

    def __init__(self, kind: str, query: Mapping[str, list[str]], *, by: Actor) -> None:
        self._room, self._query, self._by = room_named(kind), dict(query), by
        table = self._room.table
        wanted = [name for text in self._query.get(COLUMNS, []) for name in text.split(",") if name]
        unknown = sorted(set(query) - table.words() - {COLUMNS})
        if unknown:
            offered = ", ".join(sorted(table.words() - {"limit", "cursor"}))
            sentence = _("There is no such filter; choose one of: %s.") % offered
            raise Invalid([Problem(name, sentence) for name in unknown])
        self._found = table.narrow(self._room.rows().visible_to(by.user), query)
        self._columns = _chosen(self._room.columns(), wanted)

    @property
    def header(self) -> list[str]:
        """The headings, which are what import knows the columns by."""
        return [column.name for column in self._columns]

    def rows(self) -> Iterator[list[Any]]:
        """Yield the rows; how many went out is told to the journal, also when the reader stops early."""
        count = 0
        try:
            for each in self._room.records(self._found):
                count += 1
                yield column_values(self._columns, each)
        finally:
            about = {
                "rows": [None, count],
                "filter": [None, {name: list(each) for name, each in self._query.items()}],
            }
            with transaction.atomic():
                record(
                    "exported", kind=KIND, record_id=None, label=self._room.name, by=self._by, fields=about
                )


def _chosen(columns: Sequence[Column], wanted: Sequence[str]) -> list[Column]:
    """Return the wanted columns in their order, every one when none is named; an unknown name is left out."""
    known = {column.word or column.name: column for column in columns}
    return [known[name] for name in dict.fromkeys(wanted) if name in known] or list(columns)


@transaction.atomic
def begin_export(kind: str, query: Mapping[str, list[str]], *, by: Actor) -> Export:
    """
    Have a worker write an XLSX file of what the person sees.

    :raises NotFound, Invalid: as `Outgoing`.
    """
    Outgoing(kind, query, by=by)
    export = Export.objects.create(kind=kind, query=dict(query), made_by=by.user)
    # By name, because the task stands on this module.
    import_string("hanse.imports.tasks.write_export").enqueue(export.pk, by.door.value, by.request_id)
    return export


def write_export(export: Export, *, by: Actor) -> None:
    """Write the file of an export; begun again after a crash it starts anew."""
    ExportPiece.objects.filter(file=export).delete()
    out = Outgoing(export.kind, export.query, by=by)
    with tempfile.TemporaryFile() as file:
        try:
            export.rows = write_xlsx(file, out.header, out.rows(), title=export.kind)
        except ValueError:
            export.state = Export.State.FAILED
            export.message = _("An Excel sheet holds at most 1,048,575 rows. Take CSV, or narrow the list.")
            export.save()
            return
        file.seek(0)
        with transaction.atomic():
            pieces = iter(lambda: file.read(content.PIECE), b"")
            export.size = content.keep(ExportPiece, export, pieces)
            export.state = Export.State.READY
            export.save()
