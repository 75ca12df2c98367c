"""A record beside its list: whatever its room declares as columns, with where it has its own page."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from hanse.accounts.access import access_of
from hanse.companies.naming import named
from hanse.web.lists.cells import Reader, whole
from hanse.web.lists.columns import offered
from hanse.web.lists.page import ListPage
from hanse.web.shortcuts import show


def show_peek(request: HttpRequest, page: ListPage, pk: int) -> HttpResponse:
    """Show the facts of one record: a page, and for htmx what stands in the panel beside the list."""
    user: Any = request.user
    record = page.room.rows().get_visible(user, pk)
    title, *others = offered(page).values()
    columns = [column for column in others if column.kind != "id"]
    hidden = [getattr(record, f"{column.name}_id") for column in columns if column.name in page.hiding]
    reader = Reader(access_of(user), page.url, page.are_people, named(user, hidden))
    context = {
        "page": page,
        "words": page.words,
        "name": title.value(record),
        "address": f"{page.url}{pk}/",
        "facts": [
            (column.label, whole(column, record, reader)) for column in columns if _holds(column, record)
        ],
        "empty": [column.label for column in columns if not _holds(column, record)],
    }
    return show(request, "lists/peek.html", context, partial="panel")


def _holds(column: Any, record: Any) -> bool:
    return column.value(record) not in ("", None, False)
