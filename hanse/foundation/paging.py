"""Keyset paging: a page costs the same wherever it lies, and rows that come or go do not shift it."""

import base64
import binascii
import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, F, Field, Func, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext as _

from hanse.foundation.errors import Invalid, Problem

COUNT_CAP = 10_000


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


class Aside(Func):
    """A column by which no index can be walked: the rows are collected first and sorted then."""

    template, arity = "COALESCE(%(expressions)s, %(expressions)s)", 1

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


def read_page(queryset: QuerySet, *, sort: str, limit: int, cursor: str | None = None) -> Page:
    """
    Return up to `limit` rows ordered by `sort` (a column, `-` in front for descending) and then id.

    :raises Invalid: when the cursor was not made by this function for this sort.
    """
    cut = _cut(queryset, sort, limit, cursor)
    return cut.page(list(cut.rows(queryset)))


def read_list(
    walked: QuerySet,
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

    `walked` and `counted` are the same rows: fit for walking along the order of the sort, and for being collected. Many
    rows are walked, for the first fifty come soon; few are collected, for a walk could pass the whole table to find
    them. The count tells which. `shape` adds to the rows of the page what the list prints; `everything` counts all.

    :raises Invalid: as `read_page`.
    """
    total, exact = (counted.count(), True) if everything else capped_count(counted)
    few = exact and total <= COUNT_CAP
    cut = _cut(walked, sort, limit, cursor, aside=few)
    if not total:
        return Found(cut.page([]), 0, True)
    ids = cut.rows(counted if few else walked).values("pk")
    # Joins come after the cut: fifty rows need their owner's name, not ten thousand.
    shown = shape(walked.model._default_manager.filter(pk__in=ids)).order_by(*cut.order())
    return Found(cut.page(list(shown)), total, exact)


def capped_count(queryset: QuerySet, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """Return (count, exact); beyond `cap` the count is `cap` and not exact, so it never costs more than `cap` rows."""
    found = queryset.order_by()[: cap + 1].count()
    return (cap, False) if found > cap else (found, True)


@dataclass(frozen=True)
class _Cut:
    """Which rows of an ordered list a page holds: `limit` and one more, after the row of the cursor."""

    column: str
    descending: bool
    sort: str
    limit: int
    cursor: tuple[bool, Any, int] | None
    aside: bool

    @property
    def backward(self) -> bool:
        return bool(self.cursor and self.cursor[0])

    def rows(self, queryset: QuerySet) -> QuerySet:
        if self.cursor:
            queryset = queryset.filter(self._after(*self.cursor[1:]))
        return queryset.order_by(*self.order())[: self.limit + 1]

    def order(self) -> list[OrderBy]:
        columns = ["id"] if self.column == "id" else [self.column, "id"]
        turned = self.descending != self.backward
        return [self._by(name).desc() if turned else self._by(name).asc() for name in columns]

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

    def _by(self, name: str):
        return Aside(F(name)) if self.aside else F(name)

    def _after(self, value: Any, row_id: int) -> Q:
        turned = self.descending != self.backward
        if self.column == "id":
            return Q(id__lt=row_id) if turned else Q(id__gt=row_id)
        column, from_here, before = self._by(self.column), *_DIRECTIONS[turned]
        # NOT (a = x AND id <= y) beside a >= x walks the index; (a > x OR ...) would not.
        return Q(from_here(column, value)) & ~(Q(Exact(column, value)) & Q(before(F("id"), row_id)))

    def _write(self, row: Any, *, backward: bool) -> str:
        value = _attribute(row, self.column)
        if isinstance(value, (datetime.datetime, datetime.date)):
            value = value.isoformat()
        data = json.dumps([self.sort, int(backward), value, _attribute(row, "id")], separators=(",", ":"))
        return base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")


_DIRECTIONS = {
    False: (GreaterThanOrEqual, LessThanOrEqual),
    True: (LessThanOrEqual, GreaterThanOrEqual),
}


def _cut(queryset: QuerySet, sort: str, limit: int, cursor: str | None, *, aside: bool = False) -> _Cut:
    column = sort.lstrip("-")
    read = _read(cursor, sort, queryset.model._meta.get_field(column)) if cursor else None
    return _Cut(column, sort.startswith("-"), sort, limit, read, aside)


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
