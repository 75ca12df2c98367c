"""Writing the journal: inside the transaction of the change, one row per record."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone

from hanse.foundation.bulk import insert_rows
from hanse.journal.actor import Actor
from hanse.journal.models import Change

Fields = dict[str, list[Any]]
_AS_IT_IS = {str, int, bool, dict, list}
# What the verbs of actions become while somebody takes something back.
_BACK = {"created": "restored", "updated": "undone"}
COLUMNS = (
    "at", "by_id", "by_name", "door", "request_id", "kind", "record_id", "label", "company_id", "verb", "fields", "batch",
)  # fmt: skip


class Entry(NamedTuple):
    """One change among thousands: `record_in_bulk` stores them without an object per row."""

    verb: str
    kind: str
    record_id: int
    label: str
    company_id: int | None
    fields: Fields


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> Fields:
    """Return {name: [old, new]} for the values that differ, fit for JSON."""
    changed = {}
    for name in {**old, **new}:
        before, after = old.get(name), new.get(name)
        # Most values are the same, and need not be made fit for JSON to see that.
        if before is not after and before != after:
            pair = [plain(before), plain(after)]
            if pair[0] != pair[1]:
                changed[name] = pair
    return changed


def plain(value: Any) -> Any:
    """Return `value` as JSON can hold it: dates as ISO text, decimals as text."""
    if value is None or type(value) in _AS_IT_IS:
        return value
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def change(
    verb: str,
    *,
    kind: str,
    record_id: int | None,
    label: str,
    by: Actor,
    fields: Fields | None = None,
    company_id: int | None = None,
) -> Change:
    """Return an unsaved journal row; `record` and `record_all` store it."""
    user = by.user
    return Change(
        by_id=user.pk if user else None,
        by_name=(user.full_name or user.username)[:200] if user else "",
        door=by.door.value,
        request_id=by.request_id,
        kind=kind,
        record_id=record_id,
        label=label[:200],
        company_id=company_id,
        verb=_BACK.get(verb, verb) if by.takes_back else verb,
        fields=fields or {},
        batch=by.batch,
    )


def record(verb: str, **about: Any) -> Change:
    """Store one journal row; arguments as `change`. Call inside the transaction of the change."""
    row = change(verb, **about)
    row.save()
    return row


def record_all(rows: Iterable[Change]) -> None:
    """Store many journal rows at once."""
    Change.objects.bulk_create(rows, batch_size=500)


def record_in_bulk(entries: Iterable[Entry], *, by: Actor) -> None:
    """Store thousands of journal rows at once; call inside the transaction of the changes."""
    user, at = by.user, timezone.now()
    name = (user.full_name or user.username)[:200] if user else ""
    head = (at, user.pk if user else None, name, by.door.value, by.request_id)
    rows = [
        (
            *head,
            each.kind,
            each.record_id,
            each.label[:200],
            each.company_id,
            each.verb,
            each.fields,
            by.batch,
        )
        for each in entries
    ]
    insert_rows(Change, COLUMNS, rows)
