"""What companies, and every room with custom fields, answer when one of these asks for the values that records hold."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet

from hanse.customfields.actions import Values
from hanse.customfields.models import CustomField
from hanse.foundation.rooms import room_of
from hanse.journal.actor import Actor
from hanse.journal.recording import change, record_all

BATCH = 500


def count_values(field: CustomField) -> int:
    """Return how many records hold a value of `field`."""
    return _holders(field).count()


def clear_values(field: CustomField, by: Actor) -> None:
    """Take the value of `field` out of every record, with a journal row each; part of the caller's transaction."""
    holders = _holders(field).select_for_update(of=("self",))
    ids = list(holders.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        records = list(room_of(field.target).rows().filter(pk__in=ids[start : start + BATCH]))
        _clear(field.target, records, str(field.pk), by)


def _holders(field: CustomField) -> QuerySet:
    return room_of(field.target).rows().filter(custom__has_key=str(field.pk))


def _clear(kind: str, records: Sequence[Any], key: str, by: Actor) -> None:
    rows = []
    for each in records:
        old = each.custom
        each.custom = {other: value for other, value in old.items() if other != key}
        rows.append(
            change(
                "updated", kind=kind, record_id=each.pk, company_id=getattr(each, "company_id", each.pk),
                label=str(each), by=by, fields={"custom": [old, each.custom]},
            )
        )  # fmt: skip
        each.version = F("version") + 1
    room_of(kind).rows().bulk_update(records, ["custom", "version"])
    record_all(rows)


COMPANY_VALUES = Values(count=count_values, clear=clear_values)
