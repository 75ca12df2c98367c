"""
Taking a long step back, some hundred rows of the journal at a time.

A field that was set for many is put back for many; everything else goes back by the `Undoer` of its room. What does not
stand as the step left it stays, and is told by name.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from hanse.bulk.many import Many, Wanted, store
from hanse.foundation.errors import DomainError, NotFound, Refused
from hanse.foundation.rooms import rooms
from hanse.journal.actor import Actor
from hanse.journal.models import Change
from hanse.journal.recording import plain
from hanse.journal.undoing import (
    CHANGED,
    GONE,
    CannotUndo,
    each_field,
    rows_of,
    take_back,
    way_back,
    what_happened,
)


def undoable_rows(step: str, by: Actor) -> list[int]:
    """
    Return the rows of the journal that undo a step, in the order of the way back.

    :raises NotFound: when the person did nothing under this id.
    :raises Refused: when nothing of it can be undone.
    """
    rows = rows_of(step, by)
    done = list(rows.order_by().values_list("kind", "verb").distinct())
    if not done:
        raise NotFound(_("You have done nothing under this number."))
    final = [(kind, verb) for kind, verb in done if not way_back(Change(kind=kind, verb=verb))]
    if len(final) == len(done):
        raise Refused(_("This cannot be undone."))
    for kind, verb in final:
        rows = rows.exclude(kind=kind, verb=verb)
    return list(rows.order_by("-pk").values_list("pk", flat=True))


def take_back_most(ids: Sequence[int], by: Actor) -> Counter:
    """Take rows of the journal back as far as nothing stands in the way: {"": taken back, sentence: left}."""
    told: Counter = Counter()
    rows = Change.objects.filter(pk__in=ids).order_by("-pk")
    for (kind, happened), group in groupby(rows, key=lambda row: (row.kind, what_happened(row.verb))):
        some = list(group)
        many = next((room.many for room in rooms() if room.kind == kind), None)
        if many and some[0].verb in CHANGED:
            some = _put_back_together(many, some, by, told)
        told += _by_their_room(some, by, alone=happened == what_happened(next(iter(GONE))))
    return told


def _by_their_room(rows: Sequence[Change], by: Actor, *, alone: bool) -> Counter:
    """Take rows back by their Undoer; what comes back only together comes back alone where one of them cannot."""
    if not rows:
        return Counter()
    try:
        take_back(rows, by=by)
    except CannotUndo as cannot:
        if alone and len(rows) > 1:
            return sum((_by_their_room([row], by, alone=True) for row in rows), Counter())
        return Counter({"": len(rows) - len(cannot.conflicts)}) + Counter(cannot.conflicts)
    return Counter({"": len(rows)})


def _put_back_together(many: Many, changes: Sequence[Change], by: Actor, told: Counter) -> list[Change]:
    """Put back what needs no more than a field of a row; return the rows that need their room."""
    ids = [change.about for change in changes]
    held = many.rows().select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk")
    list(held.values_list("pk"))
    mine = {
        row.pk: row
        for row in many.rows().filter(pk__in=ids).editable_by(by.user).select_related(*many.beside or [None])
    }
    back: dict[str, Wanted | None] = {}
    laid: dict[str, list[tuple[Any, Any]]] = {}
    ways: dict[str, Wanted] = {}
    others = []
    for change in changes:
        fields = list(each_field(change.fields))
        name, old, new = fields[0] if len(fields) == 1 else ("", None, None)
        key = f"{name}={old!r}"
        if key not in back:
            back[key] = _way_to(many, str(name), old, by)
        wanted, row = back[key], mine.pop(change.about, None)
        if not (wanted and wanted.lay and wanted.value and row) or (plain(wanted.value(row)) or None) != (
            new or None
        ):
            others.append(change)
            continue
        before = wanted.told(row)
        wanted.lay(row)
        # Stored by field, whatever the value.
        laid.setdefault(name, []).append((row, before))
        ways[name] = wanted
    for name, pairs in laid.items():
        store(many, pairs, ways[name], "undone", by)
        told[""] += len(pairs)
    return others


def _way_to(many: Many, name: str, old: Any, by: Actor) -> Wanted | None:
    """Return what puts an old value back, None where the room must look at each row."""
    try:
        wanted = many.wanted(name, old, by, returning=True) if name else None
        if wanted and not wanted.hurdles:
            wanted.hold()
            return wanted
    except DomainError:
        pass
    return None
