"""Adding up a column over all rows of a list, exactly, and never across currencies."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

from django.db.models import Count, F, QuerySet, Value

# More digits than any sum of the house has.
DIGITS = 60


@dataclass(frozen=True)
class Sums:
    """What a column adds up: a column of the database or an expression; `unit` names the column that holds its currency."""

    number: Any
    unit: str = ""


def add_up(rows: QuerySet, sums: Sums) -> dict[str, Decimal]:
    """
    Return {currency: sum} in the order of the currencies; "" where there is none. What is no number adds nothing.

    The database counts equal values, and they are added here: SQLite would add decimals as floating point numbers.
    """
    number = F(sums.number) if isinstance(sums.number, str) else sums.number
    unit = F(sums.unit) if sums.unit else Value("")
    counted = rows.order_by().annotate(summed=number, summed_in=unit).values_list("summed_in", "summed")
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    with localcontext() as context:
        context.prec = DIGITS
        for name, value, count in counted.annotate(summed_rows=Count("pk")).iterator():
            if (read := _number(value)) is not None:
                found[name or ""] += read * count
    return dict(sorted(found.items()))


def _number(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
