"""
Writing tables for other programs: CSV that no spreadsheet takes for formulas, and XLSX.

A cell that a spreadsheet would run as a formula gets a leading apostrophe; `undefused` takes exactly that one away
again, so what is exported and imported stays the same, letter by letter (security T-14).
"""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter

# Blanks and quotes in front do not keep a spreadsheet from running what follows.
_DANGEROUS = re.compile(r"[\s\"'`\ufeff\u200b-\u200d]*[=+\-@\t\r＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
# Most cells begin with a letter or a digit and need no second look.
_HARMLESS = re.compile(r"[^\W_]")
FLUSH = 500
MOST_XLSX_ROWS = 1_048_575
MOST_XLSX_CELL = 32_767


def defused(text: str) -> str:
    """Return `text` so that no spreadsheet runs it: an apostrophe in front where it would."""
    if not text or _HARMLESS.match(text):
        return text
    return f"'{text}" if _DANGEROUS.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def undefused(text: str) -> str:
    """Return what `defused` was given; text that it never makes stays as it is."""
    if text[:1] != "'":
        return text
    inner = text[1:]
    return inner if defused(inner) == text else text


def as_text(value: Any) -> str:
    """Return a value as files hold it: ISO dates and moments, yes and no, numbers as they are."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="microseconds" if value.microsecond else "seconds")
    if isinstance(value, (datetime.date, int, float, Decimal)):
        return value.isoformat() if isinstance(value, datetime.date) else str(value)
    return str(value)


def csv_text(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ",", marked: bool = False
) -> Iterator[str]:
    """
    Yield a CSV file piece by piece, formulas defused.

    `marked` puts the byte order mark in front that spreadsheet programs need to see that it is UTF-8.
    """
    out = io.StringIO(newline="")
    # Quoted line ends stay what they are; rows end as RFC 4180 says.
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    if marked:
        out.write("\ufeff")
    writer.writerow([defused(word) for word in header])
    for number, row in enumerate(rows, 1):
        writer.writerow([defused(value if type(value) is str else as_text(value)) for value in row])
        if number % FLUSH == 0:
            yield _emptied(out)
    yield _emptied(out)


def write_xlsx(
    to: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "Hanse"
) -> int:
    """
    Write an XLSX file with constant memory and return how many rows it has.

    Text is stored as text, which no program runs; one apostrophe more is written only where import would take one away.

    :raises ValueError: for more rows than a sheet holds.
    """
    book = xlsxwriter.Workbook(
        to, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(title[:31])
    for place, word in enumerate(header):
        sheet.write_string(0, place, word, book.add_format({"bold": True}) if place == 0 else None)
    sheet.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(rows, 1):
        if count > MOST_XLSX_ROWS:
            raise ValueError
        for place, value in enumerate(row):
            _write_cell(sheet, count, place, value)
    book.close()
    return count


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    if type(value) is int and abs(value) < 10**15:
        sheet.write_number(row, column, value)
        return
    text = as_text(value)
    sheet.write_string(row, column, text if undefused(text) == text else defused(text))


def _emptied(out: io.StringIO) -> str:
    piece = out.getvalue()
    out.seek(0)
    out.truncate()
    return piece
