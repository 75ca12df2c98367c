"""What hangs from records that are about to go: any table that points at them, also those of rooms yet to be built."""

from collections.abc import Iterable
from typing import cast

from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel


def referred_to(model: type[models.Model], ids: Iterable[int]) -> dict[int, set[tuple[str, int]]]:
    """Return {id: {(table, row)}} for the records that rows of any table point at."""
    wanted = list(ids)
    found: dict[int, set[tuple[str, int]]] = {}
    # Also the hidden ones, such as the company that bills to a contact.
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.related_model is None:
            continue
        other, column = relation.related_model, cast("models.ForeignKey", relation.field).attname
        rows = other._base_manager.filter(**{f"{column}__in": wanted}).order_by()
        for pointing, pk in rows.values_list("pk", column):
            found.setdefault(pk, set()).add((other._meta.db_table, pointing))
    return found


def blocked(model: type[models.Model], ids: Iterable[int]) -> set[int]:
    """Return those of `ids` that something points at which does not go with them, each other included."""
    going = set(ids)
    pointers = referred_to(model, going)
    own = model._meta.db_table
    stay: set[int] = set()
    while True:
        more = {
            pk
            for pk, rows in pointers.items()
            if pk not in stay and any(table != own or row not in going or row in stay for table, row in rows)
        }
        if not more:
            return stay
        stay |= more
