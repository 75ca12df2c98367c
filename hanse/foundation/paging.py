"""Keyset paging: a page costs the same wherever it lies, and rows that come or go do not shift it."""

import base64
import binascii
import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Field, QuerySet
from django.utils.translation import gettext as _

from hanse.foundation.errors import Invalid, Problem

COUNT_CAP = 10_000


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the cursors that lead on and back (None where there is nothing)."""

    items: list
    next: str | None
    previous: str | None


def read_page(queryset: QuerySet, *, sort: str, limit: int, cursor: str | None = None) -> Page:
    """
    Return up to `limit` rows ordered by `sort` (a column, `-` in front for descending) and then id.

    :raises Invalid: when the cursor was not made by this function for this sort.
    """
    column, descending = sort.lstrip("-"), sort.startswith("-")
    field = queryset.model._meta.get_field(column)
    backward, value, row_id = _read(cursor, sort, field) if cursor else (False, None, None)
    if cursor:
        queryset = _after(queryset, column, value, row_id, descending=descending != backward)
    sign = "-" if descending != backward else ""
    order = [f"{sign}id"] if column == "id" else [f"{sign}{column}", f"{sign}id"]
    rows = list(queryset.order_by(*order)[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    if backward:
        rows.reverse()
    has_next, has_previous = (True, more) if backward else (more, bool(cursor))
    return Page(
        rows,
        _write(rows[-1], column, sort, backward=False) if rows and has_next else None,
        _write(rows[0], column, sort, backward=True) if rows and has_previous else None,
    )


def capped_count(queryset: QuerySet, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """Return (count, exact); beyond `cap` the count is `cap` and not exact, so it never costs more than `cap` rows."""
    found = queryset.order_by()[: cap + 1].count()
    return (cap, False) if found > cap else (found, True)


def _after(queryset: QuerySet, column: str, value: Any, row_id: int, *, descending: bool) -> QuerySet:
    direction = "lt" if descending else "gt"
    if column == "id":
        return queryset.filter(**{f"id__{direction}": row_id})
    # NOT (a = x AND id <= y) beside a >= x walks the index; (a > x OR ...) would not.
    return queryset.filter(**{f"{column}__{direction}e": value}).exclude(
        **{column: value, f"id__{'gte' if descending else 'lte'}": row_id}
    )


def _write(row: Any, column: str, sort: str, *, backward: bool) -> str:
    value = _attribute(row, column)
    if isinstance(value, (datetime.datetime, datetime.date)):
        value = value.isoformat()
    data = json.dumps([sort, int(backward), value, _attribute(row, "id")], separators=(",", ":"))
    return base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")


def _attribute(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, dict) else getattr(row, name)


def _read(cursor: str, sort: str, field: Field) -> tuple[bool, Any, int]:
    try:
        data = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        made_for, backward, value, row_id = data
        if made_for == sort and type(row_id) is int and isinstance(value, (str, int, float)):
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
    return field.to_python(value)


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
