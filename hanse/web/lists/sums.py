"""The foot of a list: its numbers added up over all rows that match, read after the list itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse

from hanse.foundation.errors import Invalid
from hanse.foundation.speaking import decimal_text
from hanse.foundation.summing import add_up
from hanse.foundation.table import Column
from hanse.web.lists.asking import ask
from hanse.web.lists.columns import shown_columns
from hanse.web.lists.page import ListPage, Look
from hanse.web.shortcuts import show


@dataclass(frozen=True)
class Foot:
    """What stands under one column: nothing, or a sum for each currency."""

    label: str
    look: Look
    sums: list[str]


def show_sums(request: HttpRequest, page: ListPage) -> HttpResponse:
    """
    Show the sums of the shown columns: a page, and for htmx the foot of the table.

    :raises Invalid: for a filter that cannot be read.
    """
    question, problems = ask(request, page)
    if problems:
        raise Invalid(problems)
    user: Any = request.user
    rows = page.table.narrow(page.room.rows(), question.query).visible_to(user)
    feet = [
        Foot(str(column.label), page.look(column), _written(rows, column))
        for column in shown_columns(page, question, user)
    ]
    context = {
        "page": page,
        "words": page.words,
        "feet": feet,
        "ticks": "ticks" in request.GET,
        "cancel": question.address(),
    }
    return show(request, "lists/sums.html", context, partial="foot")


def adds_up(columns: Sequence[Column]) -> bool:
    """Tell whether a list with these columns has a foot."""
    return any(column.sums for column in columns)


def _written(rows: Any, column: Column) -> list[str]:
    if column.sums is None:
        return []
    return [_sum(number, unit) for unit, number in add_up(rows, column.sums).items()] or [_sum(Decimal(), "")]


def _sum(number: Decimal, unit: str) -> str:
    return f"{decimal_text(format(number, 'f'))} {unit}".strip()
