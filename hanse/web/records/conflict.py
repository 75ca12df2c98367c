"""
Somebody else was faster: what a field was, what one wrote, what it is now, and the choice between them.

What it was is read from the journal: a form need not carry the values that it started with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hanse.journal.history import since_version
from hanse.journal.models import Change
from hanse.journal.recording import plain
from hanse.setup.models import Section
from hanse.web.records.values import Reading, flat, flat_changes

TAKE = "take-"


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed; `is_mine_too` when one wrote something else into it."""

    name: str
    label: str
    was: str
    yours: str
    theirs: str
    is_mine_too: bool


@dataclass(frozen=True)
class Conflict:
    """Everything that changed since the form was opened."""

    by: str
    at: Any
    clashes: list[Clash]
    # What the form shows instead of what was sent: fields that only the other one changed.
    taken: set[str]


def read_conflict(
    user,
    *,
    kind: str,
    record_id: int,
    versions: int,
    current: Mapping[str, Any],
    yours: Mapping[str, Any],
    section: str = Section.COMPANIES,
) -> Conflict:
    """Compare what one wrote (`yours`, cleaned) with what others saved in the last `versions` versions."""
    changes = since_version(kind, record_id, versions)
    now = {name: plain(value) for name, value in flat(current).items()}
    mine = {name: plain(value) for name, value in flat(yours).items()}
    was = _values_before(changes, now)
    touched = [name for name in was if was.get(name) != now.get(name)]
    pairs = {name: [was.get(name), now.get(name)] for name in touched}
    written = {name: [mine.get(name), None] for name in touched}
    reading = Reading(user, [pairs, written], section=section)
    clashes = [_clash(name, reading, was, mine, now) for name in touched]
    return Conflict(
        by=changes[0].by_name if changes else "",
        at=changes[0].at if changes else None,
        clashes=clashes,
        taken={clash.name for clash in clashes if not clash.is_mine_too},
    )


def chosen_theirs(posted: Mapping[str, Any]) -> set[str]:
    """Return the fields for which one chose to keep what the other wrote."""
    return {name.removeprefix(TAKE) for name in posted if name.startswith(TAKE) and posted[name] == "theirs"}


def _values_before(changes: Sequence[Change], now: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values before the oldest of `changes`, which come newest first."""
    was = dict(now)
    for change in changes:
        for name, (old, _new) in flat_changes(change.fields).items():
            was[name] = old
    return was


def _clash(name: str, reading: Reading, was: Mapping, mine: Mapping, now: Mapping) -> Clash:
    empty = (None, "")
    wrote = mine.get(name, was.get(name))
    same = wrote == was.get(name) or wrote == now.get(name) or (wrote in empty and was.get(name) in empty)
    return Clash(
        name,
        reading.label(name),
        reading.text(name, was.get(name)),
        reading.text(name, wrote),
        reading.text(name, now.get(name)),
        is_mine_too=not same,
    )
