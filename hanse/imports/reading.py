"""
A file as rows of cells, read again and again from its beginning with constant memory.

A quote that opens and never closes would swallow all that follows; here it spoils its own row only, which is handed on
with a sentence, and reading goes on with the next line.
"""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from django.utils.translation import gettext as _

from hanse.imports import encoding, sniffing, spreadsheets
from hanse.imports.content import Opener
from hanse.imports.errors import Unreadable

XLSX = "xlsx"
MOST_CELL = 2_000_000
MOST_COLUMNS = 500
MOST_BROKEN = 1000
csv.field_size_limit(MOST_CELL)


class RawRow(NamedTuple):
    """One row as it stands in the file; `problem` when its cells cannot be told apart."""

    cells: list[str]
    problem: str = ""


@dataclass(frozen=True)
class Sheet:
    """A readable file: how it is written, and its rows from the beginning each time they are asked for."""

    encoding: str
    delimiter: str
    rows: Callable[[], Iterator[RawRow]]


def open_sheet(
    open_file: Opener, *, codec: str = "", delimiter: str = "", recognise: sniffing.Recognise = len
) -> Sheet:
    """
    Return the table of a file, CSV or XLSX by its content; `codec` and `delimiter` are what a person chose.

    :raises Unreadable: for an empty file, for what is no table, and for more columns than anybody needs.
    """
    with open_file() as file:
        head = file.read(4096)
    if not head.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise Unreadable(_("The file is empty."))
    if spreadsheets.is_archive(head):
        rows = spreadsheets.reader(open_file)
        return _checked(Sheet(XLSX, "", lambda: (RawRow(cells) for cells in rows())))
    spreadsheets.refuse_other_files(head)
    return _checked(_csv_sheet(open_file, codec, delimiter, recognise))


def _csv_sheet(open_file: Opener, codec: str, delimiter: str, recognise: sniffing.Recognise) -> Sheet:
    codec = encoding.chosen(codec) if codec else encoding.detect(open_file)
    with open_file() as file:
        beginning = encoding.decoded(file, codec).read(encoding.SAMPLE)
    if not beginning.strip("\ufeff\0\r\n\t "):
        raise Unreadable(_("The file is empty."))
    named = sniffing.named_by_excel(beginning)
    if delimiter:
        delimiter = sniffing.chosen(delimiter)
    else:
        delimiter = named or sniffing.sniff(beginning, recognise)
    skip = 1 if named else 0
    return Sheet(codec, delimiter, lambda: csv_rows(open_file, codec, delimiter, skip=skip))


def _checked(sheet: Sheet) -> Sheet:
    first = next((row for row in sheet.rows() if row.problem or any(row.cells)), None)
    if first is None:
        raise Unreadable(_("The file is empty."))
    if len(first.cells) > MOST_COLUMNS:
        raise Unreadable(
            _("The first row has %(count)s columns; %(most)s is the most. Is the delimiter right?")
            % {"count": len(first.cells), "most": MOST_COLUMNS}
        )
    return sheet


def csv_rows(open_file: Opener, codec: str, delimiter: str, *, skip: int = 0) -> Iterator[RawRow]:
    """
    Yield the rows of a CSV file; lines without any character are none.

    :raises Unreadable: when too many rows have quotes that do not match, so that this cannot be CSV as we read it.
    """
    with open_file() as file, encoding.decoded(file, codec) as text:
        lines = _Lines(text, skip)
        reader, broken = _reader(lines, delimiter), 0
        while True:
            lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                broken += 1
                if broken > MOST_BROKEN:
                    raise Unreadable(
                        _("More than %s rows have quotes that do not match. Save the file as CSV anew.")
                        % MOST_BROKEN
                    ) from error
                yield RawRow([lines.give_back().rstrip("\r\n")], _said(error))
                reader = _reader(lines, delimiter)
                continue
            if cells:
                yield RawRow(cells)


def _reader(lines: Iterable[str], delimiter: str):
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _said(error: csv.Error) -> str:
    if "field larger" in str(error):
        return (
            _("A cell begins with a quote that is never closed, or is longer than %s characters.") % MOST_CELL
        )
    if "unexpected end" in str(error):
        return _("A cell begins with a quote that is never closed; close it, or write the quote twice.")
    return _("A quote stands inside a quoted cell; write it twice.")


class _Lines:
    """The lines of a text, remembering those of the row that is being read, so that they can be read again."""

    def __init__(self, text: io.TextIOBase, skip: int) -> None:
        self._lines: Iterator[str] = iter(text)
        for _line in range(skip):
            next(self._lines, None)
        self._of_this_row: list[str] = []

    def begin(self) -> None:
        self._of_this_row = []

    def give_back(self) -> str:
        """Return the first line of the row; the lines after it will be read again."""
        first, *rest = self._of_this_row or [""]
        if rest:
            self._lines = chain(deque(rest), self._lines)
        return first

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._of_this_row.append(line)
        return line
