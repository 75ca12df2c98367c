"""Plain functions for tests of the import; a test states only the file and what matters to it."""

import io
import os
from pathlib import Path

import pytest
import xlsxwriter

from hanse.companies.models import Company
from hanse.contacts.models import Contact
from hanse.imports.actions import check_import, run_import, start_import, undo_import
from hanse.imports.models import ExternalId, Import
from hanse.imports.summary import summary
from hanse.journal.actor import Actor, Door

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def shared_file(name: str) -> bytes:
    """Return a real file that lies beside the repository; where it does not, the test says so and is not run."""
    path = SHARED / name
    if not path.exists():
        sentence = f"Not run: {path} is missing. Put the shared data beside the repository."
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return path.read_bytes()


def start(content: bytes | str, *, by, kind: str = "companies", **options) -> Import:
    content = content.encode() if isinstance(content, str) else content
    return start_import(kind, content, "test.csv", options, by=Actor(by, Door.CONSOLE))


def bring(content: bytes | str, *, by, kind: str = "companies", **options) -> dict:
    """Import at once and return the summary."""
    return summary(run_import(start(content, by=by, kind=kind, **options), by=Actor(by, Door.CONSOLE)))


def dry(content: bytes | str, *, by, kind: str = "companies", **options) -> dict:
    return summary(check_import(start(content, by=by, kind=kind, **options), by=Actor(by, Door.CONSOLE)))


def undone(told: dict, *, by) -> Import:
    return undo_import(Import.objects.get(pk=told["import_id"]), by=Actor(by, Door.CONSOLE))


def counts(told: dict) -> tuple[int, int, int, int]:
    return told["created"], told["updated"], told["unchanged"], told["rejected"]


def picture() -> dict:
    """Everything that undoing has to leave as it was: the journal and version counters are no part of it."""
    return {
        "companies": sorted(map(repr, _rows(Company))),
        "contacts": sorted(map(repr, _rows(Contact))),
        "external": sorted(
            map(repr, ExternalId.objects.values_list("source", "kind", "external_id", "record_id"))
        ),
    }


def _rows(model):
    names = [field.attname for field in model._meta.concrete_fields if field.name != "version"]
    return model._base_manager.values_list(*names)


def workbook(rows) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def company(name: str) -> Company:
    return Company.objects.select_related("owner", "role", "parent").get(name=name)


def only_error(told: dict) -> tuple:
    (error,) = told["errors"]
    return error["row"], error["column"], error["value"], error["message"]
