"""What the pages of an import show: its steps, its counts, and the rows of a check with each problem in its cell."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hanse.imports.kinds import ImportKind, kind_named
from hanse.imports.layout import Column, Layout
from hanse.imports.models import Import
from hanse.imports.outcomes import Result
from hanse.imports.tally import PAGE, read_page
from hanse.web.templatetags.hanse import figure

State = Import.State
COLUMNS = 7
ERRORS_AT_ONCE = 50


def results() -> dict[str, tuple[str, str]]:
    """Return word and tone of each result, in the language of the moment."""
    return {
        Result.NEW.value: (_("New"), "ok"),
        Result.CHANGED.value: (_("Changed"), "accent"),
        Result.SAME.value: (_("Same"), "off"),
        Result.ERROR.value: (_("Error"), "bad"),
    }


def steps_of(file: Import | None, current: str) -> list[dict[str, Any]]:
    """Return the five steps of the wizard; those behind lead back until the import runs."""
    names = {
        "file": _("File"), "columns": _("Columns"), "check": _("Check"), "run": _("Import"), "result": _("Result"),
    }  # fmt: skip
    order = list(names)
    here = order.index(current)
    notes = _notes(file) if file else {}
    back = {"columns"} if file and file.state in {State.NEW, State.CHECKED, State.REFUSED} else set()
    return [
        {
            "label": names[step],
            "note": notes.get(step, ""),
            "done": place < here,
            "current": step == current,
            "url": reverse("imports:columns", args=[file.pk])
            if file and step in back and place < here
            else "",
        }
        for place, step in enumerate(order)
    ]


def _notes(file: Import) -> dict[str, str]:
    layout = Layout.stored(file.layout)
    mapped = len([column for column in layout.columns if column.target])
    notes = {
        "file": file.filename,
        "columns": _("%(some)s of %(all)s") % {"some": mapped, "all": len(layout.columns)},
    }
    if file.rejected:
        notes["check"] = ngettext("%s error", "%s errors", file.rejected) % file.rejected
    return notes


def stats_of(file: Import) -> list[dict[str, Any]]:
    """Return the four figures of a check or a run."""
    ran = file.has_run and file.state != State.REFUSED
    figures = [
        {"label": _("New"), "value": file.created},
        {"label": _("Changed") if ran else _("Updates"), "value": file.updated},
        {"label": _("Same"), "value": file.unchanged, "note": _("already there, nothing new")},
        {"label": _("With problems"), "value": file.rejected, "tone": "bad" if file.rejected else ""},
    ]
    if file.rejected:
        figures[3]["note"] = _("left out") if ran else _("correct here or leave out")
    return figures


@dataclass
class Cell:
    """One cell of a checked row; with a problem it can be corrected where it stands."""

    value: str
    place: int
    old: str | None = None
    new: str = ""
    message: str = ""
    label: str = ""


@dataclass
class CheckedRow:
    """One row of a check."""

    number: int
    result: str
    word: str
    tone: str
    cells: list[Cell]
    sentences: list[str] = field(default_factory=list)
    more_changes: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class CheckedTable:
    """The rows of a check that a page shows."""

    columns: list[Column]
    rows: list[CheckedRow]
    number: int
    last: int

    @property
    def previous(self) -> int | None:
        """The page before, counted from 1."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        return self.number + 1 if self.number < self.last else None


def errors_table(file: Import, number: int) -> CheckedTable:
    """Return one page of the rows with problems."""
    found = file.rejects.order_by("row")
    page = found[(number - 1) * ERRORS_AT_ONCE : number * ERRORS_AT_ONCE]
    outcomes = [[each.row, Result.ERROR.value, each.cells, {}, each.problems, []] for each in page]
    last = max(1, -(-file.rejected // ERRORS_AT_ONCE))
    return _table(file, outcomes, number, last)


def rows_table(file: Import, number: int) -> CheckedTable:
    """Return one page of all rows."""
    last = max(1, -(-file.rows // PAGE))
    return _table(file, read_page(file, number - 1), number, last)


def _table(file: Import, outcomes: list[list[Any]], number: int, last: int) -> CheckedTable:
    layout, kind = Layout.stored(file.layout), kind_named(file.kind)
    troubled = {problem["place"] for outcome in outcomes for problem in outcome[4]}
    columns = _columns(layout, troubled)
    labels = {target.name: str(target.label) for target in kind.targets()}
    words = results()
    rows = [_row(outcome, columns, labels, words) for outcome in outcomes]
    return CheckedTable(columns, rows, number, last)


def _columns(layout: Layout, troubled: set[int]) -> list[Column]:
    """Return the columns to show: those with problems, then as many of the first ones as there is room for."""
    mapped = [column for column in layout.columns if column.target or column.place in troubled]
    chosen = [column for column in mapped if column.place in troubled][:COLUMNS]
    for column in mapped:
        if len(chosen) < COLUMNS and column not in chosen:
            chosen.append(column)
    return sorted(chosen, key=lambda column: column.place)


def _row(
    outcome: list[Any], columns: list[Column], labels: dict[str, str], words: dict[str, tuple[str, str]]
) -> CheckedRow:
    number, result, cells, changes, problems, doubts = outcome
    word, tone = words[result]
    told = {problem["place"]: problem["message"] for problem in problems}
    shown = [_cell(column, cells, changes, told, number) for column in columns]
    places = {column.place for column in columns}
    sentences = [_sentence(problem) for problem in problems if problem["place"] not in places]
    targets = {column.target for column in columns}
    more = [
        (labels.get(name, name), old, new)
        for name, (old, new) in changes.items()
        if name not in targets and not name.startswith("address.")
    ]
    return CheckedRow(number, result, word, tone, shown, [*sentences, *doubts], more)


def _cell(column: Column, cells: list[str], changes: dict, told: dict[int, str], number: int) -> Cell:
    value = cells[column.place] if column.place < len(cells) else ""
    cell = Cell(value, column.place, message=told.get(column.place, ""))
    if column.target in changes:
        cell.old, cell.new = changes[column.target]
    cell.label = _("%(column)s of row %(row)s") % {
        "column": column.heading or column.place + 1,
        "row": number,
    }
    return cell


def _sentence(problem: dict[str, Any]) -> str:
    return f"{problem['column']}: {problem['message']}" if problem["column"] else problem["message"]


def noun(kind: ImportKind, count: int) -> str:
    """Return “1 company”, “405 companies”: the count with what a kind is called."""
    return f"{figure(count)} {str(kind.one if count == 1 else kind.label).lower()}"
