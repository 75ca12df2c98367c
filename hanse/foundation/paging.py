"""Keyset paging: a page costs the same wherever it lies, and rows that come or go do not shift it."""

import base64
import binascii
import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import DateTimeField, F, Field, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from hanse.foundation.errors import Invalid, Problem

COUNT_CAP = 10_000
# Among so many rows the page of a common word is looked for before all its hits are collected.
WINDOW = 40_000


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the cursors that lead on and back (None where there is nothing)."""

    items: list
    next: str | None
    previous: str | None


@dataclass(frozen=True)
class Found:
    """A page of a list, and how many rows the list has; `exact` is false where only the cap was counted."""

    page: Page
    total: int
    exact: bool


def read_page(queryset: QuerySet, *, sort: str, limit: int, cursor: str | None = None) -> Page:
    """
    Return up to `limit` rows ordered by `sort` (a column, `-` in front for descending) and then id.

    :raises Invalid: when the cursor was not made by this function for this sort.
    """
    cut = _cut(queryset, sort, limit, cursor)
    return cut.page(list(cut.rows(queryset)))


def read_list(
    walked: QuerySet | Callable[[], QuerySet],
    counted: QuerySet,
    *,
    shape: Callable[[QuerySet], QuerySet],
    sort: str,
    limit: int,
    cursor: str | None = None,
    everything: bool = False,
) -> Found:
    """
    Return a page and the count of a list, at a price that does not depend on how many rows the table has.

    `walked` (or what it returns, when it is dear to make) and `counted` are the same rows: fit for walking along the
    order of the sort, and for being collected. Few
    rows are collected, sorted and counted at once, for a walk could pass the whole table to find fifty of them; many are
    walked, for the first fifty come soon. `shape` adds to the rows of the page what the list prints, after the cut: fifty
    rows need their owner's name, not ten thousand. `everything` counts all.

    What a common word finds would be long to collect and short to walk, mostly: see `_common`.

    :raises Invalid: as `read_page`.
    """
    cut = _cut(counted, sort, limit, cursor)
    if page := _common(walked, counted, cut, shape):
        return Found(page, counted.count(), True) if everything else Found(page, limit, False)
    ids: Sequence[int] | QuerySet
    total, ids = (COUNT_CAP + 1, []) if _exceeds(counted, COUNT_CAP) else _collect(counted, cut)
    if total > COUNT_CAP:
        ids = cut.rows(walked() if callable(walked) else walked).values("pk")
    page = cut.page(list(shape(counted.model._default_manager.filter(pk__in=ids)).order_by(*cut.order())))
    if total <= COUNT_CAP:
        return Found(page, total, True)
    return Found(page, counted.count(), True) if everything else Found(page, COUNT_CAP, False)


def _common(
    walked: QuerySet | Callable[[], QuerySet],
    counted: QuerySet,
    cut: "_Cut",
    shape: Callable[[QuerySet], QuerySet],
) -> Page | None:
    """
    Return the page of a list that a common word narrows; None where it must be collected.

    The walk ends after WINDOW rows, full or not: a word that is common everywhere may be rare in somebody's scope. Nothing
    is counted: of a full page one only knows that there is more.
    """
    if not getattr(counted, "common", False):
        return None
    rows = counted.model._default_manager.order_by()
    end = cut.rows(rows, most=WINDOW + 1).values(cut.column)[WINDOW:]
    within = {f"{cut.column}__{'gte' if cut.turned else 'lte'}": Subquery(end)}
    ids = cut.rows((walked() if callable(walked) else walked).filter(**within)).values("pk")
    found = list(shape(rows.filter(pk__in=ids)).order_by(*cut.order()))
    return cut.page(found) if len(found) > cut.limit else None


def capped_count(queryset: QuerySet, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """Return (count, exact); beyond `cap` the count is `cap` and not exact, so it never costs more than `cap` rows."""
    if _exceeds(queryset, cap):
        return cap, False
    found = queryset.order_by()[: cap + 1].count()
    return (cap, False) if found > cap else (found, True)


def capped_text(count: int, exact: bool) -> str:
    """Return what stands beside a label for a count that may have stopped at its cap."""
    return str(count) if exact else f"{count}+"


def _exceeds(queryset: QuerySet, cap: int) -> bool:
    """Tell whether a queryset knows, without being read, that it has more rows than `cap`; a filter makes it forget."""
    knows = getattr(queryset, "exceeds", None)
    return knows is not None and knows(cap)


def _collect(counted: QuerySet, cut: "_Cut") -> tuple[int, list[int]]:
    """Return how many rows there are, at most one beyond the cap, and the ids of the page, by one look at the rows."""
    rows = (
        counted.order_by().annotate(sorted_by=F(cut.column)).values_list("pk", "sorted_by")[: COUNT_CAP + 1]
    )
    try:
        found, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return 0, []
    after, order, values = cut.in_words(connection)
    # Everything in the text is ours; what people wrote is in the parameters.
    sql = (
        f"WITH found (id, at) AS MATERIALIZED ({found}) "  # noqa: S608
        f"SELECT id, NULL FROM (SELECT id FROM found WHERE {after} ORDER BY {order} LIMIT {cut.limit + 1}) AS page "
        "UNION ALL SELECT NULL, COUNT(*) FROM found"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *values])
        answer = cursor.fetchall()
    total = next(count for _id, count in answer if count is not None)
    return total, [row_id for row_id, count in answer if count is None]


@dataclass(frozen=True)
class _Cut:
    """Which rows of an ordered list a page holds: `limit` and one more, after the row of the cursor."""

    column: str
    field: Field
    descending: bool
    sort: str
    limit: int
    cursor: tuple[bool, Any, int] | None

    @property
    def backward(self) -> bool:
        return bool(self.cursor and self.cursor[0])

    def rows(self, queryset: QuerySet, most: int | None = None) -> QuerySet:
        if self.cursor:
            queryset = queryset.filter(self._after(*self.cursor[1:]))
        return queryset.order_by(*self.order())[: most or self.limit + 1]

    @property
    def turned(self) -> bool:
        """Whether the rows are read from high to low."""
        return self.descending != self.backward

    def order(self) -> list[str]:
        sign = "-" if self.turned else ""
        return [f"{sign}id"] if self.column == "id" else [f"{sign}{self.column}", f"{sign}id"]

    def in_words(self, connection) -> tuple[str, str, list]:
        """Return condition, order and parameters for rows of (id, at), `at` being the column of the sort."""
        way, sign = ("DESC", "<") if self.turned else ("ASC", ">")
        order = f"at {way}, id {way}"
        if not self.cursor:
            return "1 = 1", order, []
        _backward, value, row_id = self.cursor
        value = self.field.get_db_prep_value(value, connection)
        return f"(at {sign} %s OR (at = %s AND id {sign} %s))", order, [value, value, row_id]

    def page(self, rows: list) -> Page:
        more = len(rows) > self.limit
        rows = rows[: self.limit]
        if self.backward:
            rows.reverse()
        has_next, has_previous = (True, more) if self.backward else (more, self.cursor is not None)
        return Page(
            rows,
            self._write(rows[-1], backward=False) if rows and has_next else None,
            self._write(rows[0], backward=True) if rows and has_previous else None,
        )

    def _after(self, value: Any, row_id: int) -> Q:
        way = "lt" if self.turned else "gt"
        if self.column == "id":
            return Q(**{f"id__{way}": row_id})
        # NOT (a = x AND id <= y) beside a >= x walks the index; (a > x OR ...) would not.
        before = Q(**{self.column: value, f"id__{'gte' if self.turned else 'lte'}": row_id})
        return Q(**{f"{self.column}__{way}e": value}) & ~before

    def _write(self, row: Any, *, backward: bool) -> str:
        value = _attribute(row, self.column)
        if isinstance(value, (datetime.datetime, datetime.date)):
            value = value.isoformat()
        data = json.dumps([self.sort, int(backward), value, _attribute(row, "id")], separators=(",", ":"))
        return base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")


def _cut(queryset: QuerySet, sort: str, limit: int, cursor: str | None) -> _Cut:
    column = sort.lstrip("-")
    field = queryset.model._meta.get_field(column)
    return _Cut(
        column, field, sort.startswith("-"), sort, limit, _read(cursor, sort, field) if cursor else None
    )


def _attribute(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, dict) else getattr(row, name)


def _read(cursor: str, sort: str, field: Field) -> tuple[bool, Any, int]:
    try:
        data = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        made_for, backward, value, row_id = data
        if made_for == sort and _storable(row_id) and isinstance(value, (str, int, float)):
            return bool(backward), _typed(value, field), row_id
    except (binascii.Error, ValueError, TypeError, RecursionError, ValidationError):
        pass
    raise Invalid([Problem("cursor", _("This cursor does not belong to this list; start again without it."))])


def _typed(value: Any, field: Field) -> Any:
    """
    Return a cursor's value as the column holds it; anybody can write a cursor, so it is believed nothing.

    :raises ValueError, TypeError, ValidationError: for what the column cannot hold.
    """
    if isinstance(field, DateTimeField):
        moment = datetime.datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment
    if isinstance(value, str):
        value.encode()
        if "\0" in value:
            raise ValueError
    held = field.to_python(value)
    if isinstance(held, int) and not _storable(held):
        raise ValueError
    return held


def _storable(number: Any) -> bool:
    return type(number) is int and abs(number) < 2**63


def limits(raw: Sequence[str] | str | None, *, default: int = 50, most: int = 200) -> int:
    """
    Return the page size asked for.

    :raises Invalid: unless it is a whole number from 1 to `most`.
    """
    if not raw:
        return default
    if str(raw).isdigit() and 1 <= int(str(raw)) <= most:
        return int(str(raw))
    raise Invalid([Problem("limit", _("Write a whole number from 1 to %s.") % most)])
