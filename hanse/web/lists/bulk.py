"""Changing, deleting or sending out the selected rows: which, what it would do, and doing it, by a worker where it is long."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.bulk.many import Wanted, change_now, foresee
from hanse.bulk.models import Run
from hanse.bulk.running import begin_change
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Refused
from hanse.foundation.table import IDS, ids_in
from hanse.views.actions import COLUMNS
from hanse.web.lists.asking import ALL, ask
from hanse.web.lists.columns import column_words
from hanse.web.lists.page import ListPage
from hanse.web.lists.question import SAVED, Question
from hanse.web.request import actor
from hanse.web.shortcuts import done, failed, show


@dataclass(frozen=True)
class Control:
    """How a new value is asked for: choices (value and label), the address of a pick, lines of text, or else one line."""

    choices: Sequence[tuple[str, str]] = ()
    pick: str = ""
    lines: bool = False


@dataclass(frozen=True)
class Bulk:
    """
    What the list of a room adds to its `Many`: how a value is asked for and read, and who would gain or lose sight.

    `changed(count)` and `deleted(count)` say what was done. `sight(rows, name, raw, by)` returns sentences.
    """

    control: Callable[[Any, str], Control]
    read: Callable[[Any, str, str], Any]
    changed: Callable[[int], str]
    deleted: Callable[[int], str]
    sight: Callable[..., Sequence[str]] = field(default=lambda rows, name, raw, by: ())


def edit_selected(request: HttpRequest, page: ListPage) -> HttpResponse:
    """
    Ask for field and value, say what the change would do, and by POST do it.

    :raises NotFound: where the list changes nothing in bulk.
    :raises Forbidden: without the right to write.
    """
    bulk = _bulk_of(request, page)
    question, rows = _selected(request, page)
    if rows is None:
        return redirect(question.address())
    known = page.room.many.fields()
    name, text = request.GET.get("field", ""), request.GET.get("value", "").strip()
    context: dict[str, Any] = {"fields": known.items(), "field": name if name in known else "", "value": text}
    if name in known:
        context |= {"label": known[name], "control": bulk.control(request.user, name)}
    if name in known and "value" in request.GET:
        try:
            raw = bulk.read(request.user, name, text)
            wanted = page.room.many.wanted(name, raw, actor(request))
            if request.method == "POST":
                return _do(request, page, question, rows, wanted, (Run.Verb.EDIT, name, raw))
            context |= _foreseen(rows, wanted, request)
            context["sight"] = (
                bulk.sight(rows, name, raw, actor(request)) if context["effect"].changes else ()
            )
        except (Invalid, Refused) as refusal:
            context["refusal"] = refusal.message
    return _show(request, page, question, "lists/bulk.html", context)


def delete_selected(request: HttpRequest, page: ListPage) -> HttpResponse:
    """
    Say which rows would be deleted and which may not, and by POST delete them.

    :raises NotFound, Forbidden: as `edit_selected`.
    """
    _bulk_of(request, page)
    if not page.room.many.may_delete(request.user):
        raise Forbidden
    question, rows = _selected(request, page)
    if rows is None:
        return redirect(question.address())
    wanted = page.room.many.deleting(actor(request))
    if request.method == "POST":
        return _do(request, page, question, rows, wanted, (Run.Verb.DELETE, "", None))
    return _show(request, page, question, "lists/bulk_delete.html", _foreseen(rows, wanted, request))


def export_selected(request: HttpRequest, page: ListPage) -> HttpResponse:
    """
    Offer the selected rows as files.

    :raises NotFound, Forbidden: as `edit_selected`.
    """
    _bulk_of(request, page)
    question, rows = _selected(request, page)
    if rows is None:
        return redirect(question.address())
    at = f"{page.url}export/"
    shown = column_words(page, question, request.user)
    context = {
        "count": rows.visible_to(request.user, counting=True).order_by().count(),
        "as_shown": question.address(path=at, without=[SAVED], columns=shown),
        "every": question.address(path=at, without=[SAVED, COLUMNS]),
    }
    return _show(request, page, question, "lists/bulk_export.html", context)


def _bulk_of(request: HttpRequest, page: ListPage) -> Bulk:
    if page.bulk is None:
        raise NotFound
    if not access_of(request.user).may(Right.WRITE, page.section):
        raise Forbidden
    return page.bulk


def _selected(request: HttpRequest, page: ListPage) -> tuple[Question, Any]:
    """The question, and the rows with a tick or with `?all=` every row of it; no rows where none were named."""
    question, problems = ask(request, page, selected=True)
    if problems:
        raise Invalid(problems)
    if ALL not in request.GET and IDS not in question.query:
        failed(request, _("Select rows first."))
        return question, None
    if ALL in request.GET:
        return question, page.table.narrow(page.room.rows(), question.query)
    # A tick counts also where the row has left the filter meanwhile.
    return question, page.room.rows().filter(pk__in=ids_in(question.query[IDS]))


def _foreseen(rows: Any, wanted: Wanted, request: HttpRequest) -> dict[str, Any]:
    effect = foresee(rows, wanted, by=actor(request))
    return {"effect": effect, "takes_long": effect.changes > wanted.most}


def _do(
    request: HttpRequest,
    page: ListPage,
    question: Question,
    rows: Any,
    wanted: Wanted,
    about: tuple[str, str, Any],
) -> HttpResponse:
    assert page.bulk
    by, back = actor(request), question.address(without=[IDS])
    if foresee(rows, wanted, by=by).changes > wanted.most:
        verb, name, raw = about
        run = begin_change(page.room.name, rows, verb, name, raw, by=by, back=back)
        return redirect(f"/bulk/{run.pk}/")
    told = change_now(page.room.many, rows, wanted, by=by)
    said = page.bulk.deleted if about[0] == Run.Verb.DELETE else page.bulk.changed
    changed = told.pop("", 0)
    done(request, " ".join([said(changed), *_reasons(told)]), undo=None if changed else "")
    return redirect(back)


def _reasons(told: dict[str, int]) -> list[str]:
    left = _("%(count)s stayed as they are: %(why)s")
    return [left % {"count": count, "why": why} for why, count in list(told.items())[:3]]


def _show(
    request: HttpRequest, page: ListPage, question: Question, template: str, context: dict[str, Any]
) -> HttpResponse:
    context |= {
        "page": page,
        "words": page.words,
        "everything": ALL in request.GET,
        "carried": question.hidden(),
        "cancel": question.address(without=[IDS]),
        "again": request.get_full_path(),
    }
    return show(request, template, context, partial="form", status=422 if context.get("refusal") else 200)


def show_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a large change is, and what came of it; for htmx the part that is asked for again and again."""
    run = request.user.runs.filter(pk=pk).defer("ids").first() if pk < 2**63 else None
    if run is None:
        raise NotFound
    context = {
        "run": run,
        "address": f"/bulk/{run.pk}/",
        "back": run.back or "/",
        "is_running": run.state == Run.State.RUNNING,
        "has_failed": run.state == Run.State.FAILED,
        "undo": f"/undo/{run.step}/" if run.changed and run.state != Run.State.RUNNING else "",
    }
    return show(request, "lists/run.html", context, partial="state")
