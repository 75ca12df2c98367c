"""Which value wins when records become one: the one that stays keeps its own, its gaps are filled, a person may choose."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from hanse.foundation.errors import Invalid, Problem

CUSTOM = "custom."
EMPTY: tuple[Any, ...] = (None, "", {}, [])
# Who sees a record follows from these: they change only where somebody chooses so.
KEPT = frozenset({"owner", "parent", "company", "disabled"})

Values = Mapping[int, Mapping[str, Any]]


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a record, each custom one under `custom.<id>`."""
    plain = {name: value for name, value in values.items() if name != "custom"}
    return plain | {f"{CUSTOM}{key}": value for key, value in (values.get("custom") or {}).items()}


def proposed(keep: int, records: Values) -> dict[str, int]:
    """Return {field: id of the record whose value it would have}; `records` are flat, the one that stays first."""
    names = dict.fromkeys(name for values in records.values() for name in values)
    won = dict.fromkeys(names, keep)
    for name in names:
        if name not in KEPT and records[keep].get(name) in EMPTY:
            won[name] = next((pk for pk, values in records.items() if values.get(name) not in EMPTY), keep)
    return won


def chosen(keep: int, records: Values, winners: Mapping[str, int]) -> dict[str, Any]:
    """
    Return the values that the one that stays is to get, as actions take them.

    :raises Invalid: for a field or a record that there is not.
    """
    won = proposed(keep, records)
    problems = [
        Problem("fields", _("There is no field “%s”.") % name[:60]) for name in winners if name not in won
    ]
    problems += [
        Problem("fields", _("The value of %s must come from one of the records that become one.") % name[:60])
        for name, pk in winners.items()
        if pk not in records
    ]
    if problems:
        raise Invalid(problems)
    raw: dict[str, Any] = {}
    for name, pk in (won | dict(winners)).items():
        value = records[pk].get(name)
        if value == records[keep].get(name):
            continue
        if name.startswith(CUSTOM):
            raw.setdefault("custom", {})[name.removeprefix(CUSTOM)] = value
        else:
            raw[name] = value
    return raw
