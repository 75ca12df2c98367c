"""What the API says when all is well: records with their ETag, and lists."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from django.db.models import QuerySet
from django.http import HttpResponse

from hanse.api.problems import NotUnderstood
from hanse.api.request import ApiRequest
from hanse.foundation.errors import Invalid
from hanse.foundation.paging import limits, read_list
from hanse.foundation.table import Table

CONTENT_TYPE = "application/json"


def moment(value: datetime.datetime | None) -> str | None:
    """Return a moment in UTC, as every client reads it."""
    return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z") if value else None


def answer(data: Any, *, status: int = 200, tag: int | str | None = None, location: str = "") -> HttpResponse:
    """Return `data` as JSON; `tag` is the version that `If-Match` compares."""
    response = HttpResponse(msgspec.json.encode(data), status=status, content_type=CONTENT_TYPE)
    if tag is not None:
        response["ETag"] = f'"{tag}"'
    if location:
        response["Location"] = location
    return response


def nothing() -> HttpResponse:
    """Say that it is gone."""
    return HttpResponse(status=204)


def listing(items: list, *, next: str | None = None, total: int | None = None) -> HttpResponse:
    """Return one page of a list."""
    return answer({"items": items, "next": next, "total": total})


def whole(items: Iterable[Any]) -> HttpResponse:
    """Return a list that is never longer than a page."""
    items = list(items)
    return listing(items, total=len(items))


def page_of(
    request: ApiRequest,
    table: Table,
    rows: Callable[[], QuerySet],
    *,
    counted: QuerySet,
    columns: Iterable[str],
    render: Callable[[dict[str, Any]], Any],
) -> HttpResponse:
    """
    Return the page of a list that the query string asks for.

    `rows()` and `counted` are the same visible rows, once to walk and once to collect and count (`paging.read_list`); `columns` are what `render` reads.

    :raises Invalid: for values that a filter, the limit or the cursor cannot take.
    :raises NotUnderstood: for a sort that is not offered.
    """
    limit = limits(request.GET.get("limit"))
    sort = asked_sort(table, request.GET.get("sort"))
    query = {name: request.GET.getlist(name) for name in request.GET}
    columns = dict.fromkeys([*columns, "id", sort.lstrip("-")])
    found = read_list(
        lambda: table.narrow(rows(), query, walking=True),
        table.narrow(counted, query),
        shape=lambda page: page.values(*columns),
        sort=sort,
        limit=limit,
        cursor=request.GET.get("cursor"),
    )
    items = [render(row) for row in found.page.items]
    return listing(items, next=found.page.next, total=found.total if found.exact else None)


def asked_sort(table: Table, asked: str | None) -> str:
    """
    Return the column to sort by.

    :raises NotUnderstood: for a word that is not offered: it is as unknown as an unknown parameter.
    """
    try:
        return table.sort(asked)
    except Invalid as error:
        raise NotUnderstood(problems=error.problems) from error
