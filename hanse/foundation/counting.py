"""How many rows there are, read along with the rows of one page: one query instead of two."""

from django.db.models import IntegerField, QuerySet, Subquery

from hanse.foundation.paging import COUNT_CAP


class _CountOf(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def with_total(queryset: QuerySet, counted: QuerySet, *, cap: int | None = COUNT_CAP) -> QuerySet:
    """Give every row of `queryset` the number of rows of `counted` as `total_rows`; at most one beyond `cap`."""
    ids = counted.order_by().values("pk")
    return queryset.annotate(total_rows=_CountOf(ids[: cap + 1] if cap is not None else ids))


def total_of(rows: list, *, cap: int | None = COUNT_CAP) -> tuple[int, bool]:
    """Return (total, exact) as `with_total` gave it to the rows of a page; a page without rows has none."""
    total = rows[0].total_rows if rows else 0
    return (cap, False) if cap is not None and total > cap else (total, True)
