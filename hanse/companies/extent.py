"""
How large a scope is, and the forms that suit its size.

Planners guess; a wrong guess about fifty visible companies walks the index of a million. So the size is asked first, of
the indexes alone, and small scopes are written into the query as ids (docs/decisions/0003).
"""

from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.lookups import In

from hanse.accounts.access import Access
from hanse.companies.rules import RULES

# Up to here a scope is written into the query as literal ids: the only form whose size every planner knows.
SMALL = 1000
# Up to here the ids of a scope are worth collecting in the database, to look rows up among them; beyond, a list is long.
MEDIUM = 10_000


class Extent:
    """The size of one person's scope; asked when somebody wants to know, and remembered."""

    def __init__(self, companies: QuerySet, access: Access) -> None:
        self._parts = [companies.filter(rows).values_list("id", flat=True) for rows in rows_by_rule(access)]

    @cached_property
    def most(self) -> int:
        """What one rule alone brings, counted up to one beyond MEDIUM: at least so many companies are visible."""
        counts, params = _counts(self._parts, MEDIUM)
        if not counts:
            return 0
        named = ", ".join(f"c{place} (n) AS MATERIALIZED {count}" for place, count in enumerate(counts))
        told = [f"(SELECT n FROM c{place})" for place in range(len(counts))]  # noqa: S608
        # Where the companies below are many already, those of colleagues need not be counted.
        lazy = told[:1] + [
            f"CASE WHEN {before} > {MEDIUM} THEN 0 ELSE {own} END" for before, own in pairwise(told)
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {named} SELECT {', '.join(lazy)}", params)  # noqa: S608
            return max(cursor.fetchone())

    @property
    def is_medium(self) -> bool:
        return self.most <= MEDIUM

    @cached_property
    def ids(self) -> list[int] | None:
        """The ids of a small scope, None for a larger one."""
        if not 0 < self.most <= SMALL:
            return None if self.most else []
        ids = set(self._parts[0].union(*self._parts[1:], all=True) if self._parts[1:] else self._parts[0])
        return sorted(ids) if len(ids) <= SMALL else None


class AmongIds(Func):
    """
    True where a column holds one of the ids of a subquery.

    As a bare condition PostgreSQL would join it, and read each company for a walk over what belongs to them; as a value
    that is tested it hashes the ids once.
    """

    template, arity, output_field = "(%(expressions)s) IS TRUE", 1, BooleanField()
    conditional = True

    def __init__(self, column, ids: QuerySet):
        super().__init__(In(column, ids))


def rows_by_rule(access: Access, prefix: str = "") -> list[Q]:
    """Return the rows of each rule that can match anything for `access`."""
    by_rule = [rule.rows(access, lambda name: F(prefix + name)) for rule in RULES]
    return [rows for rows in by_rule if rows is not None]


def ids_by_rule(companies: QuerySet, access: Access) -> QuerySet:
    """Return the ids of the scope, one rule after the other: each from its index alone, some twice."""
    first, *others = [companies.filter(rows).values("id") for rows in rows_by_rule(access)]
    return first.union(*others, all=True) if others else first


def any_exceeds(parts: list[QuerySet], cap: int) -> bool:
    """Tell whether one of `parts` has more rows than `cap`; they are counted in turn, no further than needed."""
    counts, params = _counts([part.values_list("pk", flat=True) for part in parts], cap)
    if not counts:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' OR '.join(f'{count} > {cap}' for count in counts)}", params)  # noqa: S608
        return bool(cursor.fetchone()[0])


def _counts(parts: list[QuerySet], cap: int) -> tuple[list[str], list[Any]]:
    """Return for each part the question how many rows it has, at most one beyond `cap`, and the parameters of all."""
    compiled = [part.order_by()[: cap + 1].query.sql_with_params() for part in parts]
    counts = [f"(SELECT COUNT(*) FROM ({sql}) AS part)" for sql, _params in compiled]  # noqa: S608
    return counts, [value for _sql, params in compiled for value in params]
