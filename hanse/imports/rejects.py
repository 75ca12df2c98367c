"""The rows that were not taken, as a file: corrected there, it can come in again."""

from collections.abc import Iterator

from hanse.foundation.exporting import csv_text, undefused
from hanse.imports.layout import Layout
from hanse.imports.models import Import, Reject

# In English whoever asks: a file that comes in again is recognised by these two.
ADDED = ("Import row", "Import problem")


def rejects_csv(file: Import) -> Iterator[str]:
    """Yield the rejected rows piece by piece, each cell as it stood in the file, with its row and what is wrong with it."""
    columns = Layout.stored(file.layout).columns
    header = [column.heading or column.target or f"#{column.place + 1}" for column in columns]
    return csv_text([*header, *ADDED], _rows(file, len(header)), marked=True)


def _rows(file: Import, width: int) -> Iterator[list[str]]:
    rejects = Reject.objects.filter(file=file).order_by("row").values_list("row", "cells", "problems")
    for row, cells, problems in rejects.iterator(chunk_size=500):
        # Undefused first, because the writer defuses: an apostrophe of the file is not doubled.
        told = [undefused(cell) for cell in [*cells, *[""] * (width - len(cells))][:width]]
        yield [*told, str(row), " ".join(_sentence(each) for each in problems)]


def _sentence(problem: dict[str, str]) -> str:
    return f"{problem['column']}: {problem['message']}" if problem.get("column") else problem["message"]
