"""What an import looks like at the API: the form of an upload, and what is told about it."""

import datetime
from typing import Annotated, Any, Literal

import msgspec
from django.utils.translation import gettext as _
from pydantic import Field

from hanse.accounts.access import Right, access_of
from hanse.api.problems import NotUnderstood
from hanse.api.request import ApiRequest
from hanse.api.schema import Body, Listing, Shown, Text, body_example, example
from hanse.foundation import fields
from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.foundation.rooms import rooms
from hanse.imports.kinds import all_kinds

SHOWN_ERRORS = 100
WORDS = ("kind", "source", "delimiter", "encoding", "header", "columns", "values", "all_or_nothing")
UPLOAD = {
    "type": "object",
    "required": ["kind", "file"],
    "additionalProperties": False,
    "properties": {
        "kind": {"type": "string", "description": " or ".join(room.name for room in rooms()) + "."},
        "file": {"type": "string", "format": "binary", "description": "CSV or XLSX, any encoding."},
        "source": {"type": "string", "description": "The system whose ids the file holds."},
        "delimiter": {"type": "string", "description": "Guessed when absent."},
        "encoding": {"type": "string", "description": "Guessed when absent."},
        "header": {"type": "boolean", "description": "Guessed when absent."},
        "columns": {"type": "string", "description": "JSON: heading → field, null to leave it out."},
        "values": {"type": "string", "description": "JSON: heading → {value: what it stands for}."},
        "all_or_nothing": {"type": "boolean", "description": "Import nothing when a row has a problem."},
    },
}


class ImportOptions(Body):
    """How the file is to be read."""

    source: Text = None
    delimiter: Text = None
    encoding: Text = None
    header: bool | None = None
    columns: Annotated[dict[str, str | None], Field(description="Heading → field.")] = {}  # noqa: RUF012
    values: Annotated[dict[str, dict[str, str]], Field(description="Heading → {value: meaning}.")] = {}  # noqa: RUF012
    all_or_nothing: bool = False

    model_config = body_example(columns={"Ort": "address.city", "Notiz": None}, all_or_nothing=True)


class ImportError(Shown):
    """A cell that cannot be taken."""

    row: int
    column: str
    value: str
    message: str

    model_config = example(
        row=17, column="E-mail", value="nobody", message="“nobody” is not an e-mail address."
    )


class ImportErrorList(Listing):
    """One page of what could not be taken."""

    items: list[ImportError]


class ConflictOut(Shown):
    """A record that undoing left as it is."""

    kind: str
    id: int
    label: str
    message: str

    model_config = example(kind="company", id=9, label="Acme", message="Changed since the import.")


class ConflictList(Listing):
    """One page of what undoing left."""

    items: list[ConflictOut]


class ImportOut(Shown):
    """An import. The counts are rows: of the check until it runs, of the run from then on."""

    id: int
    kind: str
    filename: str
    state: Literal[
        "new", "checking", "checked", "running", "done", "stopped", "refused", "failed", "undoing", "undone"
    ]
    message: str
    columns: Annotated[dict[str, str | None], Field(description="Heading → field, as it will be read.")]
    rows: int
    done: Annotated[int, Field(description="How many of the rows the present step has behind it.")]
    created: int
    updated: int
    unchanged: int
    rejected: int
    also: Annotated[dict[str, int], Field(description="What the rows make besides.")]
    unmapped: list[str]
    notes: list[str]
    warnings: list[dict[str, Any]]
    errors: Annotated[list[ImportError], Field(description=f"The first {SHOWN_ERRORS}; all: `/errors`.")]
    restored: int
    deleted: int
    conflicts: Annotated[int, Field(description="How many records undoing left; which: `/conflicts`.")]
    created_at: datetime.datetime
    started_at: datetime.datetime | None
    finished_at: datetime.datetime | None

    model_config = example(
        id=3,
        kind="companies",
        filename="customers.csv",
        state="checked",
        message="",
        columns={"Company": "name", "Country": "country", "Notes": None},
        rows=91,
        done=91,
        created=90,
        updated=0,
        unchanged=0,
        rejected=1,
        also={},
        unmapped=["Notes"],
        notes=[],
        warnings=[],
        errors=[
            {
                "row": 17,
                "column": "E-mail",
                "value": "nobody",
                "message": "“nobody” is not an e-mail address.",
            }
        ],
        restored=0,
        deleted=0,
        conflicts=0,
        created_at="2026-11-24T09:30:00Z",
        started_at=None,
        finished_at="2026-11-24T09:30:01Z",
    )


class ImportList(Listing):
    """One page of imports."""

    items: list[dict[str, Any]]


def read_upload(request: ApiRequest) -> tuple[str, dict[str, Any]]:
    """
    Return the kind and the options of an upload.

    :raises NotUnderstood: for a form field that is not declared.
    :raises Invalid: without a kind or a file, or for a value that cannot be read.
    """
    unknown = [name for name in [*request.POST, *request.FILES] if name not in (*WORDS, "file")]
    if unknown:
        problems = [Problem(name[:60], _("There is no field “%s” here.") % name[:60]) for name in unknown]
        raise NotUnderstood(problems=problems)
    problems = (
        [] if "file" in request.FILES else [Problem("file", _("Send the file as multipart/form-data."))]
    )
    offered = [each.name for each in all_kinds() if access_of(request.user).may(Right.VIEW, each.section)]
    kind = request.POST.get("kind", "")
    if kind not in offered:
        problems.append(Problem("kind", _("Choose one of: %s.") % ", ".join(offered)))
    options: dict[str, Any] = {}
    for name in WORDS[1:]:
        if request.POST.get(name):
            try:
                options[name] = _value(name, request.POST[name])
            except BadValue as bad:
                problems.append(Problem(name, bad.message))
    if problems:
        raise Invalid(problems)
    return kind, options


def _value(name: str, text: str) -> Any:
    if name in {"header", "all_or_nothing"}:
        return fields.boolean(text)
    if name not in {"columns", "values"}:
        return text
    shape = dict[str, str | None] if name == "columns" else dict[str, dict[str, str]]
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, RecursionError):
        raise BadValue(_("Write a JSON object of headings and what they stand for.")) from None
