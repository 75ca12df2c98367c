"""What a record held at an earlier moment, and what of it is different now."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.foundation.errors import Refused
from hanse.journal.models import Change
from hanse.journal.recording import plain
from hanse.journal.undoing import MADE

CUSTOM = "custom."


@dataclass(frozen=True)
class Difference:
    """A field whose value was another one then; custom fields are called `custom.<id>`."""

    field: str
    now: Any
    then: Any


def values_then(kind: str, record_id: int, now: Mapping[str, Any], *, through: int) -> dict[str, Any]:
    """
    Return the values that a record, which holds `now`, had after the change `through` and before any later one.

    :raises Refused: when it did not exist then.
    """
    then = {name: plain(value) for name, value in now.items()}
    seen: set[str] = set()
    later = Change.objects.filter(kind=kind, record_id=record_id, pk__gt=through).order_by("pk")
    for change in later.iterator():
        if not seen and change.verb in MADE:
            raise Refused(_("It did not exist then."))
        for name, (old, _new) in change.fields.items():
            if name not in seen:
                seen.add(name)
                then[name] = old
    return then


def last_change(kind: str, record_id: int, *, at: datetime.datetime) -> int:
    """Return the last change of a record up to a moment; 0 when there was none."""
    until = Change.objects.filter(kind=kind, record_id=record_id, at__lte=at).order_by("-id")
    return until.values_list("pk", flat=True).first() or 0


def differences(now: Mapping[str, Any], then: Mapping[str, Any]) -> list[Difference]:
    """Return the fields that are different now, in the order of `now`."""
    before, after = _flat(then), _flat(now)
    return [
        Difference(name, after.get(name), before.get(name))
        for name in dict.fromkeys([*after, *before])
        if (after.get(name) or None) != (before.get(name) or None)
    ]


def raw_of(differing: Iterable[Difference]) -> dict[str, Any]:
    """Return the earlier values as actions take them."""
    raw: dict[str, Any] = {}
    for each in differing:
        if each.field.startswith(CUSTOM):
            raw.setdefault("custom", {})[each.field.removeprefix(CUSTOM)] = each.then
        else:
            raw[each.field] = each.then
    return raw


def lives(kind: str, ids: Iterable[int]) -> dict[int, tuple[datetime.datetime, int]]:
    """Return {id: (when it was first made, the version that comes next)} for records that come back."""
    rows = Change.objects.filter(kind=kind, record_id__in=list(ids)).order_by().values("record_id")
    told = rows.annotate(first=Min("at"), count=Count("pk")).values_list("record_id", "first", "count")
    known = {pk: (first, count + 1) for pk, first, count in told}
    return {pk: known.get(pk, (timezone.now(), 1)) for pk in ids}


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    flat = {name: plain(value) for name, value in values.items() if name != "custom"}
    return flat | {f"{CUSTOM}{key}": value for key, value in (values.get("custom") or {}).items()}
