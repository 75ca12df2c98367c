"""What separates the cells of a file: guessed from its first rows."""

import csv
from collections import Counter
from collections.abc import Callable

from django.utils.translation import gettext as _

from hanse.imports.errors import Unreadable

DELIMITERS = (",", ";", "\t", "|")
NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
# Occurs in no text: a file of one column that may hold any of the others.
NONE = "\x1f"
ROWS = 50

# How many cells of a row are known as headings.
Recognise = Callable[[list[str]], int]


def chosen(name: str) -> str:
    """
    Return the delimiter that a person named, by itself or in a word.

    :raises Unreadable: for anything that cannot separate cells.
    """
    delimiter = NAMES.get(name.strip().lower(), name)
    if len(delimiter) != 1 or delimiter in "\"'\r\n" or delimiter.isalnum():
        raise Unreadable(_("“%s” cannot separate cells; write one of: , ; tab |") % name[:20])
    return delimiter


def sniff(text: str, recognise: Recognise) -> str:
    """Return the delimiter that makes the most sense of the beginning of a file."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not any(delimiter in first for delimiter in DELIMITERS):
        return NONE
    # The first of equals wins, so the order of DELIMITERS counts.
    return max(DELIMITERS, key=lambda delimiter: _score(text, delimiter, recognise))


def named_by_excel(text: str) -> str:
    """Return the delimiter that a first line `sep=;` names, or nothing."""
    line = text.lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")
    return line[4] if len(line) == 5 and line.lower().startswith("sep=") else ""


def _score(text: str, delimiter: str, recognise: Recognise) -> tuple[int, bool, float, int]:
    rows = _some_rows(text, delimiter)
    widths = Counter(len(row) for row in rows)
    if not widths:
        return (0, False, 0.0, 0)
    width, how_many = widths.most_common(1)[0]
    known = recognise(rows[0]) if len(rows[0]) > 1 else 0
    return (known, width > 1, round(how_many / len(rows), 1), width)


def _some_rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    # The text may end inside a row, which is why the last one does not count.
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines[:-1] or lines, delimiter=delimiter)
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) >= ROWS:
                break
    except csv.Error:
        pass
    return rows
