"""The steps of an import between the file and the result."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hanse.accounts.access import Right
from hanse.companies.customfields import COMPANY_VALUES
from hanse.customfields.actions import save_field
from hanse.foundation.errors import DomainError, Invalid, Problem
from hanse.imports.actions import (
    begin_check,
    begin_run,
    begin_undo,
    check_import,
    choose,
    correct,
    resume,
    stop_import,
)
from hanse.imports.kinds import kind_named
from hanse.imports.layout import Layout
from hanse.imports.models import Import
from hanse.setup.models import Section
from hanse.web.imports import showing
from hanse.web.imports.forms import NEW_FIELD, ColumnsForm, ReadingForm, written
from hanse.web.imports.views import list_url
from hanse.web.policy import needs
from hanse.web.request import actor
from hanse.web.shortcuts import done, failed, show

State = Import.State
# Up to this size (some two thousand rows) the page waits for the check; a worker takes what is larger.
AT_ONCE = 200_000


@needs(Right.WRITE, Section.CRM)
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the person say where columns go, and how the file is to be read where the guess was wrong."""
    file = Import.objects.get_visible(request.user, pk)
    if file.state not in {State.NEW, State.CHECKED, State.REFUSED}:
        return redirect("imports:detail", file.pk)
    reads = request.method == "POST" and "read" in request.POST
    reading = ReadingForm.of(file.options, request.POST if reads else None)
    problems: list[str] = []
    if request.method == "POST":
        try:
            if reads and reading.is_valid():
                choose(file, reading.options() | {"columns": {}, "corrections": []}, by=actor(request))
                return redirect("imports:columns", file.pk)
            if not reads:
                _take_choices(request, file)
                return redirect("imports:detail", file.pk)
        except Invalid as refusal:
            problems = [problem.message for problem in refusal.problems]
        except DomainError as refusal:
            problems = [refusal.message]
        file.refresh_from_db()
    return _columns_page(request, file, reading, problems)


def _columns_page(
    request: HttpRequest, file: Import, reading: ReadingForm, problems: list[str]
) -> HttpResponse:
    kind, layout = kind_named(file.kind), Layout.stored(file.layout)
    form = ColumnsForm(layout, kind, may_add_fields=_may_add_fields(request, file))
    context = {
        "file": file,
        "kind": kind,
        "list_url": list_url(kind),
        "steps": showing.steps_of(file, "columns"),
        "columns": [(column, form[f"column-{column.place}"]) for column in layout.columns],
        "layout": layout,
        "written": written(layout),
        "reading": reading,
        "problems": [*problems, *([file.message] if file.message and not problems else [])],
    }
    return show(request, "imports/columns.html", context, status=422 if problems else 200)


def _take_choices(request: HttpRequest, file: Import) -> None:
    """Take the choices and have the file checked."""
    kind, layout = kind_named(file.kind), Layout.stored(file.layout)
    form = ColumnsForm(layout, kind, request.POST, may_add_fields=_may_add_fields(request, file))
    if not form.is_valid():
        raise Invalid(
            Problem(name, " ".join(str(each) for each in errors)) for name, errors in form.errors.items()
        )
    by = actor(request)
    columns = {key: _made(wish, layout, key, by) for key, wish in form.wishes().items()}
    file = choose(file, {"columns": columns}, by=by)
    _have_checked(request, file)


def _made(wish: str | None, layout: Layout, key: str, by: Any) -> str | None:
    """Return the target that a column shall go to; a new custom field is made for it."""
    if not wish or not wish.startswith(NEW_FIELD):
        return wish
    heading = layout.columns[int(key[1:]) - 1].heading or key
    raw = {"label": heading[:100], "type": wish.removeprefix(NEW_FIELD)}
    return f"custom.{save_field(raw, by=by, values=COMPANY_VALUES).pk}"


def _may_add_fields(request: HttpRequest, file: Import) -> bool:
    return request.user.is_superadmin and file.kind == "companies"


def _have_checked(request: HttpRequest, file: Import) -> None:
    act = check_import if file.size <= AT_ONCE else begin_check
    act(file, by=actor(request))


@needs(Right.WRITE, Section.CRM)
@require_http_methods(["GET", "HEAD", "POST"])
def import_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would become of each row; by POST take corrections and check again."""
    file = Import.objects.get_visible(request.user, pk)
    if request.method == "POST" and file.state == State.CHECKED:
        try:
            file = correct(file, _corrections(request), by=actor(request))
            _have_checked(request, file)
        except DomainError as refusal:
            failed(request, refusal.message)
        return redirect("imports:detail", file.pk)
    if file.state != State.CHECKED:
        return redirect("imports:detail", file.pk)
    kind = kind_named(file.kind)
    only_errors = request.GET.get("show", "errors" if file.rejected else "rows") == "errors"
    number = _number(request.GET.get("page"))
    table = showing.errors_table(file, number) if only_errors else showing.rows_table(file, number)
    doubts = sorted(file.doubts.items(), key=lambda pair: -pair[1][0])[:10]
    context = {
        "file": file,
        "kind": kind,
        "list_url": list_url(kind),
        "steps": showing.steps_of(file, "check"),
        "stats": showing.stats_of(file),
        "only_errors": only_errors,
        "table": table,
        "doubts": [(message, count, first) for message, (count, first) in doubts],
        "unmapped": Layout.stored(file.layout).unmapped,
        "writes": file.created + file.updated,
        "imported": showing.noun(kind, file.created + file.updated),
    }
    return show(request, "imports/check.html", context, partial="rows")


def _corrections(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the cells that a person changed: `cell-ROW-PLACE` where it differs from `was-ROW-PLACE`, wide with `all-…`."""
    found = []
    for name, value in request.POST.items():
        word, _dash, where = name.partition("-")
        row, _dash, place = where.partition("-")
        if word != "cell" or not row.isdecimal() or not place.isdecimal():
            continue
        before = request.POST.get(f"was-{where}", "")
        if value == before:
            continue
        if f"all-{where}" in request.POST:
            found.append({"place": int(place), "value": before, "to": value})
        else:
            found.append({"row": int(row), "place": int(place), "to": value})
    return found


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and 0 < int(text[:9]) < 10**7 else 1


@needs(Right.WRITE, Section.CRM)
@require_POST
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the rows imported."""
    file = Import.objects.get_visible(request.user, pk)
    try:
        file = choose_and_run(request, file)
    except DomainError as refusal:
        failed(request, refusal.message)
    return redirect("imports:detail", file.pk)


def choose_and_run(request: HttpRequest, file: Import) -> Import:
    """Begin the run, with what the person said about rows with problems."""
    wanted = "all_or_nothing" in request.POST
    if bool(file.options.get("all_or_nothing")) != wanted:
        file = choose(file, {"all_or_nothing": wanted}, by=actor(request))
    return begin_run(file, by=actor(request))


@needs(Right.WRITE, Section.CRM)
@require_POST
def import_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the import to stop."""
    file = Import.objects.get_visible(request.user, pk)
    stop_import(file, by=actor(request))
    return redirect("imports:detail", file.pk)


@needs(Right.WRITE, Section.CRM)
@require_POST
def import_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a worker go on with an import that nobody works at any more."""
    file = Import.objects.get_visible(request.user, pk)
    try:
        resume(file, by=actor(request))
        done(request, _("A worker goes on with the import."))
    except DomainError as refusal:
        failed(request, refusal.message)
    return redirect("imports:detail", file.pk)


@needs(Right.VIEW, Section.CRM)
@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the import taken back."""
    file = Import.objects.get_visible(request.user, pk)
    try:
        begin_undo(file, by=actor(request))
    except DomainError as refusal:
        failed(request, refusal.message)
    return redirect("imports:detail", file.pk)
