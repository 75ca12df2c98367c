"""Cells at their targets: from a row of the file to the raw values that a room understands."""

import html
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from hanse.foundation.errors import Problem
from hanse.foundation.exporting import undefused
from hanse.imports.kinds import INSTALLATION, OUR_ID, SOURCE_ID, ImportKind
from hanse.imports.layout import FOREIGN, LEGACY, OWN, POSITIONAL, Layout
from hanse.imports.outcomes import Row
from hanse.imports.reading import RawRow, Sheet

_ENTITY = re.compile(r"&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos) ")


class Placer:
    """
    Places the rows of one file; `mark` is what exports of this installation carry.

    `corrections` are what a person typed over cells: of one row ({"row", "place", "to"}), or wherever a value stands in a
    column ({"place", "value", "to"}). `only` leaves every other target away, for whoever needs no more.
    """

    def __init__(
        self,
        layout: Layout,
        kind: ImportKind,
        *,
        mark: str,
        source: str = "",
        only: frozenset[str] | None = None,
        corrections: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self._layout, self._kind, self._mark, self._source = layout, kind, mark, source
        self._targets = [
            (column.place, column.target)
            for column in layout.columns
            if column.target and (only is None or column.target in only)
        ]
        self._width = len(layout.columns)
        self._of_row: dict[int, dict[int, str]] = {}
        self._of_value: dict[tuple[int, str], str] = {}
        for each in corrections:
            if "row" in each:
                self._of_row.setdefault(each["row"], {})[each["place"]] = each["to"]
            else:
                self._of_value[each["place"], each["value"]] = each["to"]
        # Only these cells need a second look before they are taken as they are.
        self._signs = "'N" if layout.shape == FOREIGN else "'"
        self._clean = _cleaner(layout.shape)
        self._looks_twice = layout.shape == LEGACY

    def rows(self, sheet: Sheet, numbers: Collection[int] | None = None) -> Iterator[Row]:
        """Yield the rows below the header, numbered from 1, or those of `numbers`; empty ones are counted and left out."""
        for number, raw in enumerate(self._below(sheet), 1):
            if numbers is not None and number not in numbers:
                continue
            if raw.problem or any(map(str.strip, raw.cells)):
                yield self.place(number, raw)

    def count(self, sheet: Sheet) -> int:
        """Return how many rows that will be."""
        return sum(1 for raw in self._below(sheet) if raw.problem or any(map(str.strip, raw.cells)))

    def _below(self, sheet: Sheet) -> Iterator[RawRow]:
        rows = sheet.rows()
        if self._layout.header:
            next((row for row in rows if row.problem or any(row.cells)), None)
        return rows

    def place(self, number: int, raw: RawRow) -> Row:
        """Return one row with its cells at their targets."""
        row = Row(number, list(raw.cells), {})
        if raw.problem:
            row.problems.append(Problem("", raw.problem))
            return row
        if self._of_row or self._of_value:
            self._correct(row)
        cells = row.cells
        if self._layout.shape == POSITIONAL:
            cells, row.note, row.put_in = self._kind.repair(cells)
        self._check_width(row, cells)
        width, clean, given, signs = len(cells), self._clean, row.given, self._signs
        for place, target in self._targets:
            if place < width:
                cell = cells[place]
                given[target] = clean(cell) if cell and (cell[0] in signs or self._looks_twice) else cell
                if "\0" in cell:
                    row.problems.append(
                        Problem(target, _("This cell holds a zero byte; type its text anew."))
                    )
        self._own_id(row)
        row.given = self._kind.compose(row.given)
        return row

    def _correct(self, row: Row) -> None:
        if self._of_value:
            row.cells = [self._of_value.get((place, cell), cell) for place, cell in enumerate(row.cells)]
        for place, value in self._of_row.get(row.number, {}).items():
            row.cells += [""] * (place + 1 - len(row.cells))
            row.cells[place] = value

    def _check_width(self, row: Row, cells: list[str]) -> None:
        if len(cells) > self._width and any(map(str.strip, cells[self._width :])):
            row.problems.append(
                Problem("", _("This row has %(cells)s cells, %(width)s is the most here. Is a delimiter not quoted?")
                        % {"cells": len(cells), "width": self._width})
            )  # fmt: skip
        elif self._layout.header and len(cells) < self._width and self._layout.delimiter:
            row.note = _("This row is %s cells short; those count as empty.") % (self._width - len(cells))
            cells += [""] * (self._width - len(cells))

    def _own_id(self, row: Row) -> None:
        """An id means something only where the file says that it is ours."""
        mark = row.given.pop(INSTALLATION, "")
        row.ours = self._layout.shape == OWN and mark == self._mark
        if self._layout.shape != OWN or row.ours or not (mark or self._source):
            return
        row.given.pop("billing_contact", None)
        if OUR_ID in row.given:
            row.given[SOURCE_ID] = row.given.pop(OUR_ID)


def _cleaner(shape: str):
    if shape == LEGACY:
        return _unescaped
    if shape == FOREIGN:
        return lambda cell: "" if cell == "NULL" else undefused(cell)
    return undefused


def _unescaped(cell: str) -> str:
    """The earlier system kept letters as HTML entities, and its export made their semicolons blanks."""
    return html.unescape(_ENTITY.sub(r"&\1;", undefused(cell))) if "&" in cell else undefused(cell)
