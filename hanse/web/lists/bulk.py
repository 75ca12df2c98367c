"""Changing one field of the selected rows: which rows, which field, which value, what it would do, and doing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Refused
from hanse.web.lists.asking import ask
from hanse.web.lists.page import ListPage
from hanse.web.lists.question import Question
from hanse.web.request import actor
from hanse.web.shortcuts import done, failed, show


@dataclass(frozen=True)
class Bulk:
    """
    How a room changes many of its records: its fields, and its own words for preview and change.

    `control(user, name)` returns the choices of a field (value and label), the address of a pick, or neither for text.
    `read(user, name, text)` returns what was typed as the action takes it.
    """

    fields: Callable[[], Mapping[str, str]]
    foresee: Callable[..., Any]
    edit: Callable[..., int]
    control: Callable[[Any, str], tuple[list[tuple[str, str]], str]]
    read: Callable[[Any, str, str], Any]
    said: Callable[[int], str]


def edit_selected(request: HttpRequest, page: ListPage) -> HttpResponse:
    """
    Ask for field and value, say what the change would do, and by POST do it.

    :raises NotFound: where the list changes nothing in bulk.
    :raises Forbidden: without the right to write.
    """
    if page.bulk is None:
        raise NotFound
    if not access_of(request.user).may(Right.WRITE, page.section):
        raise Forbidden
    question, problems = ask(request, page)
    if problems:
        raise Invalid(problems)
    if "all" not in request.GET and not _picked(request):
        failed(request, _("Select rows first."))
        return redirect(question.address())
    name, text = request.GET.get("field", ""), request.GET.get("value", "").strip()
    known = page.bulk.fields()
    context: dict[str, Any] = {"fields": known.items(), "field": name if name in known else "", "value": text}
    rows = _selected(request, page, question)
    if name in known and "value" in request.GET:
        try:
            raw = page.bulk.read(request.user, name, text)
            if request.method == "POST":
                return _edit(request, page, question, rows, raw)
            context["effect"] = page.bulk.foresee(rows, name, raw, by=actor(request))
        except (Invalid, Refused) as refusal:
            context["refusal"] = refusal.message
    if context["field"]:
        context["choices"], context["pick"] = page.bulk.control(request.user, name)
        context["label"] = known[name]
    return _show(request, page, question, context)


def _edit(request: HttpRequest, page: ListPage, question: Question, rows: Any, raw: Any) -> HttpResponse:
    assert page.bulk is not None
    changed = page.bulk.edit(rows, request.GET["field"], raw, by=actor(request))
    done(request, page.bulk.said(changed), undo=None if changed else "")
    return redirect(question.address())


def _show(request: HttpRequest, page: ListPage, question: Question, context: dict[str, Any]) -> HttpResponse:
    ids = _picked(request)
    context |= {
        "page": page,
        "words": page.words,
        "ids": ids,
        "everything": "all" in request.GET,
        "carried": question.hidden(),
        "cancel": question.address(),
        "action": f"{page.url}bulk/",
        "again": request.get_full_path(),
    }
    status = 422 if context.get("refusal") else 200
    return show(request, "lists/bulk.html", context, partial="form", status=status)


def _selected(request: HttpRequest, page: ListPage, question: Question) -> Any:
    """The rows that were ticked; with `?all=` every row of the filter, however many."""
    if "all" in request.GET:
        return page.table.narrow(page.room.rows(), question.query)
    return page.room.rows().filter(pk__in=_picked(request))


def _picked(request: HttpRequest) -> list[int]:
    words = request.GET.getlist("id")
    return [int(word) for word in words if word.isdecimal() and len(word) < 19]
