"""Which columns a list shows: those in its address, or those a person has chosen, or those that all see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hanse.foundation.table import Column
from hanse.views.actions import COLUMNS, choose_columns, shelf_of
from hanse.web.lists.asking import ask
from hanse.web.lists.page import ListPage
from hanse.web.lists.question import Question
from hanse.web.request import actor
from hanse.web.shortcuts import done, show


@dataclass(frozen=True)
class Line:
    """One column in the form that chooses them; the first one stays."""

    name: str
    label: str
    is_shown: bool
    is_fixed: bool


def offered(page: ListPage) -> dict[str, Column]:
    """Return every column that a list can show, those of the installation in front of the last."""
    columns = list(page.table.columns)
    columns[-1:-1] = page.more_columns()
    title = next(column for column in columns if page.look(column).place == "title")
    return {column.name: column for column in [title, *columns] if column.name not in page.left_out}


def shown_columns(page: ListPage, question: Question, user: Any) -> list[Column]:
    """Return the columns to show, the title first."""
    every = offered(page)
    names = _asked(question) or _chosen(page, user)
    if not names:
        return [column for column in every.values() if column.shown]
    title = next(iter(every))
    return [every[name] for name in dict.fromkeys([title, *names]) if name in every]


def has_chosen(page: ListPage, user: Any) -> bool:
    """Tell whether `user` sees other columns than all."""
    return bool(_chosen(page, user))


def column_words(page: ListPage, question: Question, user: Any) -> str:
    """Return the shown columns as the query string has them."""
    return ",".join(column.name for column in shown_columns(page, question, user))


def show_columns(request: HttpRequest, page: ListPage) -> HttpResponse:
    """Show the form that chooses columns; by POST change their order, or keep them."""
    question, _problems = ask(request, page)
    lines = _lines(page, question, request)
    if request.method == "POST" and "move" not in request.POST:
        return _keep(request, page, question, lines)
    context = {
        "page": page,
        "words": page.words,
        "lines": lines,
        "action": question.address(path=f"{page.url}columns/"),
        "cancel": question.address(),
        "is_of_view": COLUMNS in question.query,
    }
    return show(request, "lists/columns.html", context, partial="form")


def _keep(request: HttpRequest, page: ListPage, question: Question, lines: Sequence[Line]) -> HttpResponse:
    names = [line.name for line in lines if line.is_shown]
    if "usual" in request.POST:
        choose_columns(page.table.kind, None, by=actor(request))
        done(request, _("The list shows its usual columns."))
        return redirect(question.address(without=[COLUMNS]))
    if COLUMNS in question.query:
        return redirect(question.address(columns=",".join(names)))
    choose_columns(page.table.kind, names, by=actor(request))
    return redirect(question.address())


def _lines(page: ListPage, question: Question, request: HttpRequest) -> list[Line]:
    """The columns in the order of the form that was sent; else the shown ones first, as they stand."""
    every = offered(page)
    title = next(iter(every))
    if request.method == "POST":
        shown = {*request.POST.getlist(COLUMNS), title}
        order = _moved(request.POST.getlist("order"), request.POST.get("move", ""))
    else:
        order = [column.name for column in shown_columns(page, question, request.user)]
        shown = set(order)
    names = [name for name in dict.fromkeys([title, *order, *every]) if name in every]
    return [Line(name, str(every[name].label), name in shown, name == title) for name in names]


def _moved(order: list[str], move: str) -> list[str]:
    way, _colon, name = move.partition(":")
    if name in order:
        at = order.index(name)
        order.insert(max(0, at + {"up": -1, "down": 1}.get(way, 0)), order.pop(at))
    return order


def _asked(question: Question) -> list[str]:
    return [name for name in question.get(COLUMNS).split(",") if name]


def _chosen(page: ListPage, user: Any) -> list[str]:
    return shelf_of(user).columns.get(page.table.kind, [])
