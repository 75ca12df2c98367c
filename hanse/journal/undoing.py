"""
Taking a step back: what one person changed by one request, newest row first, each record by the rules of its room.

A room declares an `Undoer` per kind of record; the settings name them, so that the journal knows no room. Every
(kind, verb) that an action writes has a way back or a reason why there is none; a test demands it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from hanse.foundation.errors import DomainError, NotFound, Refused
from hanse.foundation.rooms import rooms
from hanse.foundation.speaking import moment_text
from hanse.foundation.transactions import in_one_transaction
from hanse.journal.actor import Actor
from hanse.journal.models import Change, Undone
from hanse.journal.recording import plain

# What was deleted comes back by thousands, anything else row by row; longer steps are a worker's (`bulk/running.py`).
MOST, MOST_ONE_BY_ONE = 5_000, 2_000
NAMED = 5
# What the verbs of the journal did to a record.
MADE, CHANGED, GONE, MOVED = (
    frozenset({"created", "restored"}),
    frozenset({"updated", "undone"}),
    frozenset({"deleted"}),
    # From one record to another, by thousands: when two become one.
    frozenset({"moved"}),
)
# Rows that are taken back all at once.
TOGETHER = GONE | MOVED

Back = Callable[[Sequence[Change], Actor], None]


@dataclass(frozen=True)
class Undoer:
    """
    How a room takes back what was done to one kind of record; each call is part of the caller's transaction.

    Each authorises, and raises a DomainError where the record does not stand as the row left it. `remove` deletes what
    was made, `put_back` gives old values to what was changed: one row at a time. `bring_back` makes again what was
    deleted, under its old id, `hand_back` returns what was moved: all rows of one kind at once. `final` says of a verb why
    it stays done.
    """

    kind: str
    remove: Callable[[Change, Actor], None] | None = None
    put_back: Callable[[Change, Actor], None] | None = None
    bring_back: Back | None = None
    hand_back: Back | None = None
    final: Mapping[str, str | Promise] = field(default_factory=dict)

    def way_back(self, verb: str) -> Back | None:
        """Return what takes rows of this verb back; None when nothing does."""
        if verb in self.final:
            return None
        if verb in GONE:
            return self.bring_back
        if verb in MOVED:
            return self.hand_back
        return _each(self.remove if verb in MADE else self.put_back if verb in CHANGED else None)


@dataclass(frozen=True)
class Report:
    """What was taken back, newest first, and sentences about what stays as it is."""

    changes: list[Change]
    stays: list[str]


class CannotUndo(Refused):
    """Some records do not stand as the step left them; nothing was taken back. `conflicts` has a sentence for each."""

    def __init__(self, conflicts: Sequence[str]) -> None:
        self.conflicts = list(conflicts)
        told = " ".join(self.conflicts[:NAMED])
        if len(self.conflicts) > NAMED:
            told += " " + _("And %s more.") % (len(self.conflicts) - NAMED)
        super().__init__(told)


@lru_cache(maxsize=1)
def undoers() -> Mapping[str, Undoer]:
    """Return all undoers by kind: those of the rooms, and those of what is no room's record."""
    of_rooms = [undoer for room in rooms() for undoer in room.undoers]
    others = [import_string(name) for name in settings.UNDOERS]
    return {undoer.kind: undoer for undoer in (*of_rooms, *others)}


@in_one_transaction
def undo(step: str, *, by: Actor) -> Report:
    """
    Take back everything that `by` did under the request id `step`, or nothing of it.

    :raises NotFound: when he did nothing under this id.
    :raises Refused: when it is undone already, or cannot be.
    :raises CannotUndo: naming what stands in the way.
    """
    if is_too_long(step, by):
        raise Refused(_("This was too much at once to be undone together."))
    rows = list(rows_of(step, by).select_for_update().order_by("-id"))
    if not rows:
        raise NotFound(_("You have done nothing under this number."))
    undoable = [row for row in rows if way_back(row)]
    stays = list(dict.fromkeys(_why_final(row) for row in rows if not way_back(row)))
    if not undoable:
        raise Refused(stays[0])
    mark_undone(step, by)
    take_back(undoable, by=by)
    return Report(undoable, stays)


def can_undo(step: str, *, by: Actor) -> bool:
    """Tell whether `by` did something under this id that has a way back; whether it is free is seen on the way."""
    done = rows_of(step, by).order_by().values_list("kind", "verb").distinct()
    return any(way_back(Change(kind=kind, verb=verb)) for kind, verb in done)


def take_back(rows: Iterable[Change], *, by: Actor) -> None:
    """
    Take rows of the journal back in their order; part of the caller's transaction, which has locked them.

    :raises CannotUndo: naming what stands in the way.
    """
    back = by.taking_back()
    for (_kind, _class), group in groupby(rows, key=lambda row: (row.kind, what_happened(row.verb))):
        same = list(group)
        if conflicts := list(_conflicts(same, way_back(same[0]), back)):
            # What comes next stands on these; its refusals would say nothing new.
            raise CannotUndo(conflicts)


def way_back(row: Change) -> Back | None:
    """Return what takes a row back; None for what is final."""
    undoer = undoers().get(row.kind)
    return undoer.way_back(row.verb) if undoer else None


def old_values(change: Change, now: Mapping[str, Any], label: Callable[[str], str] = str) -> dict[str, Any]:
    """
    Return the values from before `change` of a record that holds the values `now`, as actions take them.

    :raises Refused: naming the fields that were changed since.
    """
    raw: dict[str, Any] = {}
    since = []
    for name, old, new in each_field(change.fields):
        held = _custom_of(now).get(name.key) if isinstance(name, Custom) else plain(now.get(name))
        if held != new:
            since.append(name)
        elif isinstance(name, Custom):
            raw.setdefault("custom", {})[name.key] = old
        else:
            raw[name] = old
    if since:
        raise Refused(_said(change, since, label))
    return raw


def check_unchanged(change: Change, now: Mapping[str, Any], label: Callable[[str], str] = str) -> None:
    """
    Check that a record that `change` made still holds what it was made with.

    :raises Refused: naming the fields that were changed since.
    """
    made = {name: new for name, (_old, new) in change.fields.items()}
    since = [name for name, value in now.items() if (plain(value) or None) != (made.get(name) or None)]
    if since:
        raise Refused(_said(change, since, label))


def values_before_end(change: Change) -> dict[str, Any]:
    """Return what a record held when it was deleted."""
    return {name: old for name, (old, _new) in change.fields.items()}


class Custom(str):
    """The name of a custom field among changed fields: "custom.4"."""

    @property
    def key(self) -> str:
        """Its id, as the values know it."""
        return self.removeprefix("custom.")


def each_field(fields: Mapping[str, list[Any]]) -> Iterator[tuple[str, Any, Any]]:
    """Yield name, old and new value of everything that a row of the journal changed; custom fields one by one."""
    for name, (old, new) in fields.items():
        if name != "custom":
            yield name, old, new
            continue
        for key in dict.fromkeys([*(old or {}), *(new or {})]):
            before, after = (old or {}).get(key), (new or {}).get(key)
            if before != after:
                yield Custom(f"custom.{key}"), before, after


def _custom_of(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return values.get("custom") or {}


def _said(change: Change, names: Sequence[str], label: Callable[[str], str]) -> str:
    """Return the sentence about fields that were changed since `change`."""
    wanted = {"custom" if isinstance(name, Custom) else name for name in names}
    later = Change.objects.filter(kind=change.kind, record_id=change.record_id, pk__gt=change.pk)
    newest = next((row for row in later.order_by("-id")[:50] if wanted & set(row.fields)), None)
    told = {"fields": ", ".join(str(label(name)) for name in names)}
    if newest is None:
        return _("%(fields)s changed since.") % told
    when = moment_text(newest.at)
    told |= {"when": when, "who": newest.by_name or _("Hanse")}
    return _("%(fields)s changed since, on %(when)s by %(who)s.") % told


def rows_of(step: str, by: Actor):
    """Return what the person did under one request id."""
    # Rows of an import carry its batch; an import has its own undo.
    return Change.objects.filter(request_id=step, batch__isnull=True, by_id=by.user.pk)


def is_too_long(step: str, by: Actor) -> bool:
    """Tell whether taking a step back takes longer than a person waits."""
    rows = rows_of(step, by).order_by()
    return len(
        rows.exclude(verb__in=TOGETHER)[: MOST_ONE_BY_ONE + 1].values_list("pk")
    ) > MOST_ONE_BY_ONE or (rows.filter(verb__in=TOGETHER).count() > MOST)


def mark_undone(step: str, by: Actor) -> None:
    """
    Note that a step is taken back.

    :raises Refused: when it is already.
    """
    try:
        with transaction.atomic():
            Undone.objects.create(step=step, by_id=by.user.pk)
    except IntegrityError as twice:
        raise Refused(_("This is undone already.")) from twice


def what_happened(verb: str) -> str:
    """Return what a verb did to its record: rows of one such class are taken back together."""
    classes = (("made", MADE), ("gone", GONE), ("moved", MOVED))
    return next((name for name, verbs in classes if verb in verbs), "changed")


def _conflicts(rows: Sequence[Change], back: Back | None, by: Actor) -> Iterator[str]:
    together = [rows] if rows[0].verb in TOGETHER else [[row] for row in rows]
    for some in together:
        try:
            with transaction.atomic():
                if back is None:
                    raise Refused(_why_final(some[0]))
                back(some, by)
        except DomainError as refusal:
            why = refusal.message or _("It is not there any more.")
            yield _("%(record)s: %(why)s") % {"record": some[0].label, "why": why}


def _why_final(row: Change) -> str:
    undoer = undoers().get(row.kind)
    return str(undoer.final.get(row.verb, "")) if undoer else _("This cannot be undone.")


def _each(one: Callable[[Change, Actor], None] | None) -> Back | None:
    if one is None:
        return None

    def every(rows: Sequence[Change], by: Actor) -> None:
        for row in rows:
            one(row, by)

    return every
