"""XLSX by its content, and a word for every other kind of file that people take for a table."""

import datetime
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import python_calamine
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.imports.content import Opener
from hanse.imports.errors import Unreadable

# A workbook may unpack to this much; more is a trick, or needs to be divided.
MOST_UNPACKED = 400 * 1024 * 1024
_ARCHIVE = b"PK\x03\x04"
_OTHERS = [
    (b"\x1f\x8b", gettext_lazy("This is a packed file (gzip). Unpack it and choose the file inside.")),
    (b"BZh", gettext_lazy("This is a packed file (bzip2). Unpack it and choose the file inside.")),
    (b"\xfd7zXZ", gettext_lazy("This is a packed file (xz). Unpack it and choose the file inside.")),
    (b"7z\xbc\xaf", gettext_lazy("This is a packed file (7z). Unpack it and choose the file inside.")),
    (
        b"\x28\xb5\x2f\xfd",
        gettext_lazy("This is a packed file (zstd). Unpack it and choose the file inside."),
    ),
    (b"\xd0\xcf\x11\xe0", gettext_lazy("This is an old Excel file (.xls). Save it as .xlsx or as CSV.")),
    (b"%PDF", gettext_lazy("This is a PDF. Export the table as CSV or XLSX.")),
    (b"\x89PNG", gettext_lazy("This is a picture. A CSV or XLSX file is needed.")),
    (b"\xff\xd8\xff", gettext_lazy("This is a picture. A CSV or XLSX file is needed.")),
    (b"GIF8", gettext_lazy("This is a picture. A CSV or XLSX file is needed.")),
    (b"SQLite format 3", gettext_lazy("This is a database. Export the table as CSV.")),
    (b"<?xml", gettext_lazy("This is an XML file. Export the table as CSV or XLSX.")),
    (b"<!DOCTYPE", gettext_lazy("This is a web page. Export the table as CSV or XLSX.")),
    (b"<html", gettext_lazy("This is a web page. Export the table as CSV or XLSX.")),
]


def is_archive(head: bytes) -> bool:
    """Tell whether a file is a zip archive, as XLSX is."""
    return head.startswith(_ARCHIVE)


def refuse_other_files(head: bytes) -> None:
    """:raises Unreadable: for kinds of files that are no tables, each with its way out."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for sign, sentence in _OTHERS:
        if start[: len(sign)].lower() == sign.lower():
            raise Unreadable(str(sentence))


def reader(open_file: Opener) -> Callable[[], Iterator[list[str]]]:
    """
    Return the rows of the first sheet that holds any, as often as they are asked for.

    :raises Unreadable: for another archive, a damaged or an encrypted one, and one that unpacks to too much.
    """
    with open_file() as file:
        content = file.read()
    _refuse_bombs(content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(name) for name in _visible(book)]
    except Exception as error:  # the parser of a foreign format: whatever it says, the file is what is wrong
        raise _damaged() from error
    sheet = next((each for each in sheets if each.height), None)
    if sheet is None:
        raise Unreadable(_("The workbook has no rows."))
    return lambda: _rows(sheet)


def _rows(sheet: Any) -> Iterator[list[str]]:
    for cells in sheet.iter_rows():
        yield _without_tail([as_cell(value) for value in cells])


def _without_tail(cells: list[str]) -> list[str]:
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def as_cell(value: Any) -> str:
    """Return a cell of a workbook as the text that a person would have typed."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)


def _visible(book: Any) -> list[str]:
    shown = python_calamine.SheetVisibleEnum.Visible
    return [sheet.name for sheet in book.sheets_metadata if sheet.visible == shown]


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names:
                raise Unreadable(
                    _(
                        "This is an archive, but no Excel workbook (.xlsx). Unpack it, or save the table as CSV."
                    )
                )
            unpacked = 0
            for entry in archive.infolist():
                # What an archive says of itself may be a lie, so it is unpacked, and counted, and thrown away.
                with archive.open(entry) as part:
                    while block := part.read(1024 * 1024):
                        unpacked += len(block)
                        if unpacked > MOST_UNPACKED:
                            raise Unreadable(
                                _("The workbook is too large once unpacked. Save the table as CSV.")
                            )
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise _damaged() from error


def _damaged() -> Unreadable:
    return Unreadable(_("The workbook is damaged or protected by a password. Save it anew, or as CSV."))
