"""
One declaration per room: what its list shows, filters, sorts and exports.

List page, API, export and palette read the same `Table`; a plain module attribute of the room, imported by name.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.foundation.summing import Sums

# The word of the query string that names rows themselves: `id=4&id=8,15`.
IDS = "id"


@dataclass(frozen=True)
class Column:
    """A column of the list and of the export; `value(row)` is what the export writes."""

    name: str
    label: Any
    value: Callable[[Any], Any]
    kind: str = "text"
    shown: bool = True
    # Its word where people choose columns; empty where that is its name.
    word: str = ""
    # What the foot of the list adds up; None where there is nothing to add.
    sums: Sums | None = None


@dataclass(frozen=True)
class Filter:
    """A filter of the query string: `apply(queryset, values)` with the raw strings, at least one."""

    name: str
    label: Any
    apply: Callable[[QuerySet, list[str]], QuerySet]
    kind: str = "text"
    many: bool = False
    # Of the kind "choice": its values with their labels.
    choices: Sequence[tuple[str, Any]] = ()


@dataclass(frozen=True)
class Table:
    """The list of one room."""

    kind: str
    columns: Sequence[Column]
    filters: Sequence[Filter]
    # word in the query string -> column of the database, indexed together with id
    sorts: Mapping[str, str]
    default_sort: str
    # search(queryset, text, walking=…): as `hanse.search.matching.matching`
    search: Callable[..., QuerySet]

    def narrow(
        self, queryset: QuerySet, query: Mapping[str, list[str]], *, walking: bool = False
    ) -> QuerySet:
        """
        Apply every filter and the search of a query string. `walking` as `paging.read_list`.

        :raises Invalid: as `filtered`.
        """
        return self.searched(self.filtered(queryset, query), query, walking=walking)

    def filtered(self, queryset: QuerySet, query: Mapping[str, list[str]]) -> QuerySet:
        """
        Apply every filter of a query string; empty values filter nothing.

        :raises Invalid: for a value that a filter cannot read.
        """
        problems = []
        if IDS in query:
            queryset = queryset.filter(pk__in=ids_in(query[IDS]))
        for item in self.filters:
            values = [value for value in query.get(item.name, []) if value != ""]
            if not values:
                continue
            if len(values) > 1 and not item.many:
                problems.append(Problem(item.name, _("Give this filter once.")))
                continue
            try:
                queryset = item.apply(queryset, values)
            except BadValue as bad:
                problems.append(Problem(item.name, bad.message))
        if problems:
            raise Invalid(problems)
        return queryset

    def searched(
        self, queryset: QuerySet, query: Mapping[str, list[str]], *, walking: bool = False
    ) -> QuerySet:
        """Apply the search of a query string."""
        text = " ".join(query.get("search", [])).strip()
        return self.search(queryset, text, walking=walking) if text else queryset

    def sort(self, asked: str | None) -> str:
        """
        Return the database column for the asked sort, `-` kept.

        :raises Invalid: for a sort that is not offered.
        """
        asked = asked or self.default_sort
        column = self.sorts.get(asked.lstrip("-"))
        if column is None or asked.startswith("--"):
            offered = ", ".join(self.sorts)
            raise Invalid(
                [Problem("sort", _("Sort by one of: %s; put - in front to turn it round.") % offered)]
            )
        return f"-{column}" if asked.startswith("-") else column

    def words(self) -> set[str]:
        """Every word of the query string that this list understands."""
        return {item.name for item in self.filters} | {"search", "sort", "limit", "cursor", IDS}


def ids_in(values: Iterable[str]) -> list[int]:
    """Return the ids that a query string names; what cannot be one names no row."""
    words = ",".join(values).split(",")
    return [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 19]


def rarely(queryset: QuerySet, **condition: Any) -> QuerySet:
    """
    Keep the rows of a condition that few fulfil.

    SQLite takes their ids first; left alone it would collect a whole scope to look for them in it.
    """
    if connection.vendor != "sqlite":
        return queryset.filter(**condition)
    return queryset.filter(pk__in=queryset.model._default_manager.filter(**condition).values("pk"))


def column_values(columns: Iterable[Column], row: Any) -> list[Any]:
    """Return one row of the export."""
    return [column.value(row) for column in columns]
