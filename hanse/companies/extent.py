"""
How large a scope is, and the forms that suit its size.

Planners guess; a wrong guess about fifty visible companies walks the index of a million. So the size is asked first, of
the indexes alone, and small scopes are written into the query as ids (docs/decisions/0003).
"""

from functools import cached_property

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.lookups import In

from hanse.accounts.access import Access
from hanse.companies.rules import RULES

# Up to here a scope is written into the query as literal ids: the only form whose size every planner knows.
SMALL = 1000
# Up to here the ids of a scope are worth collecting in the database, to look rows up among them.
MEDIUM = 20_000


class Extent:
    """The size of a scope: `ids` of a small one; how large a large one is, is asked when somebody wants to know."""

    def __init__(self, ids: list[int] | None, parts: list[QuerySet]) -> None:
        self.ids = ids
        self._parts = parts

    @cached_property
    def most(self) -> int:
        """At least so many companies are visible, counted up to one beyond MEDIUM: what one rule alone brings."""
        most = 0
        for part in self._parts:
            most = most if most > MEDIUM else max(most, part[: MEDIUM + 1].count())
        return most

    @property
    def is_medium(self) -> bool:
        return self.most <= MEDIUM


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


def measure(companies: QuerySet, access: Access) -> Extent:
    """Return how many of `companies` the rules let `access` see, and which if they are few: one query, two for few."""
    parts = [companies.filter(rows).values_list("id", flat=True) for rows in rows_by_rule(access)]
    counts = _counts(parts)
    if max(counts, default=0) > SMALL:
        return Extent(None, parts)
    ids = set(parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]) if any(counts) else set()
    return Extent(sorted(ids) if len(ids) <= SMALL else None, parts)


def rows_by_rule(access: Access, prefix: str = "") -> list[Q]:
    """Return the rows of each rule that can match anything for `access`."""
    by_rule = [rule.rows(access, lambda name: F(prefix + name)) for rule in RULES]
    return [rows for rows in by_rule if rows is not None]


def ids_by_rule(companies: QuerySet, access: Access) -> QuerySet:
    """Return the ids of the scope, one rule after the other: each from its index alone, some twice."""
    first, *others = [companies.filter(rows).values("id") for rows in rows_by_rule(access)]
    return first.union(*others, all=True) if others else first


def _counts(parts: list[QuerySet]) -> tuple[int, ...]:
    """Return the size of each part, at most SMALL + 1, in one query."""
    if not parts:
        return ()
    compiled = [part[: SMALL + 1].query.sql_with_params() for part in parts]
    counted = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS part)" for sql, _params in compiled)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counted}", [value for _sql, params in compiled for value in params])  # noqa: S608
        return cursor.fetchone()
