"""
One change of many records at once: first how many would change, are the same, or may not change and why; then the change.

A room declares with `Many` which fields can be set and how. The preview counts in the database; the change locks its
rows, writes them and the journal together, and is one step to undo.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.foundation.bulk import update_rows
from hanse.foundation.errors import DomainError, Refused
from hanse.foundation.transactions import in_one_transaction
from hanse.journal.actor import Actor
from hanse.journal.recording import Entry, diff, record_in_bulk

# More than this takes longer than a person should wait for a page: a worker does it (`running.py`).
MOST, MOST_ONE_BY_ONE = 2000, 50
NOBODY = Q(pk__in=[])


@dataclass(frozen=True)
class Hurdle:
    """A reason why rows stay as they are; `keep` returns those that pass."""

    why: str
    keep: Callable[[QuerySet], QuerySet]


@dataclass(frozen=True)
class Wanted:
    """
    What is to become of many records. `same` holds for rows of which it is true already.

    `lay` puts it onto a row and `columns` are then stored; `value` is the field as the row holds it, `told` the same as
    the journal knows it. Where a row alone cannot say what follows, `act` changes one record by the action of its room.
    """

    same: Q = NOBODY
    columns: tuple[str, ...] = ()
    lay: Callable[[Any], None] | None = None
    value: Callable[[Any], Any] | None = None
    told: Callable[[Any], Mapping[str, Any]] = lambda row: {}
    hurdles: Sequence[Hurdle] = ()
    # What must not change meanwhile, and what follows rows that were changed.
    hold: Callable[[], None] = lambda: None
    follow: Callable[[Sequence[Any], Actor], None] = lambda rows, by: None
    act: Callable[[int, Actor], Any] | None = None

    @property
    def most(self) -> int:
        """How many records change while a person waits."""
        return MOST_ONE_BY_ONE if self.act else MOST


@dataclass(frozen=True)
class Many:
    """
    How a room changes many of its records.

    `wanted(name, raw, by)` reads a field and its new value; with `returning`, one that the record had before.
    `stamp(row, now)` notes that something happened at it and returns the columns for that.
    """

    kind: str
    model: type[Model]
    fields: Callable[[], Mapping[str, str]]
    wanted: Callable[..., Wanted]
    deleting: Callable[[Actor], Wanted]
    may_delete: Callable[[Any], bool]
    company: Callable[[Any], int]
    stamp: Callable[[Any, Any], tuple[str, ...]] = lambda row, now: ()
    beside: tuple[str, ...] = ()

    def rows(self) -> Any:
        """Return all its records; whoever asks narrows them."""
        return self.model._default_manager.all()


@dataclass(frozen=True)
class Effect:
    """What a change would do: `refused` has a sentence and a number for every reason why rows stay as they are."""

    changes: int
    same: int
    refused: list[tuple[str, int]]


def foresee(rows: Any, wanted: Wanted, *, by: Actor) -> Effect:
    """Return what a change would do to those of `rows` that the person sees."""
    seen, mine = rows.visible_to(by.user).order_by(), rows.editable_by(by.user).order_by()
    counted = mine.aggregate(all=Count("pk"), same=Count("pk", filter=wanted.same))
    # Whoever may change all that he sees asks one question twice.
    total = counted["all"] if str(seen.query) == str(mine.query) else seen.count()
    reasons = [(_("You can see them, but not change them."), total - counted["all"])]
    changes = counted["all"] - counted["same"]
    standing = mine.exclude(wanted.same)
    for hurdle in wanted.hurdles:
        before, standing = standing, hurdle.keep(standing)
        if standing is not before and changes:
            left = standing.count()
            reasons.append((hurdle.why, changes - left))
            changes = left
    return Effect(changes, counted["same"], [(why, number) for why, number in reasons if number])


def ids_to_change(rows: Any, wanted: Wanted, *, by: Actor, most: int | None = None) -> list[int]:
    """Return the ids of the rows that the person may change and that would not be the same afterwards."""
    return list(_standing(rows, wanted, by).order_by("pk").values_list("pk", flat=True)[:most])


@in_one_transaction
def change_now(many: Many, rows: Any, wanted: Wanted, *, by: Actor) -> Counter:
    """
    Change all `rows` that the person may change; return how many were, and a sentence for those that were not.

    :raises Refused: when they are more than a person waits for.
    """
    ids = ids_to_change(rows, wanted, by=by, most=wanted.most + 1)
    if len(ids) > wanted.most:
        raise Refused(_("At most %s records change while you wait.") % wanted.most)
    return change_these(many, ids, wanted, by=by)


def change_these(many: Many, ids: Sequence[int], wanted: Wanted, *, by: Actor) -> Counter:
    """Change some hundreds of records, part of the caller's transaction: {"": changed, sentence: left as they are}."""
    return _one_by_one(ids, wanted, by) if wanted.act else _together(many, ids, wanted, by)


def store(
    many: Many, laid: Sequence[tuple[Any, Mapping[str, Any]]], wanted: Wanted, verb: str, by: Actor
) -> None:
    """Store rows that something was laid onto, each with what it held before, and tell the journal."""
    if not laid:
        return
    entries, now = [], timezone.now()
    stamps: tuple[str, ...] = ()
    for row, before in laid:
        row.version += 1
        stamps = many.stamp(row, now)
        changed = diff(before, wanted.told(row))
        entries.append(Entry(verb, many.kind, row.pk, str(row), many.company(row), changed))
    columns = [*wanted.columns, *stamps, "version"]
    update_rows(
        many.model, columns, [[getattr(row, name) for name in (*columns, "pk")] for row, _was in laid]
    )
    # Before the rows' own entries: the way back reads from the end, and what followed them finds them there.
    wanted.follow([row for row, _was in laid], by)
    record_in_bulk(entries, by=by)


def _together(many: Many, ids: Sequence[int], wanted: Wanted, by: Actor) -> Counter:
    assert wanted.lay
    wanted.hold()
    held = many.rows().select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk")
    # What others wrote while this waited counts: asked again of the rows that are held now.
    still = _standing(many.rows().filter(pk__in=[row.pk for row in held.only("pk")]), wanted, by)
    rows = list(
        many.rows()
        .filter(pk__in=list(still.values_list("pk", flat=True)))
        .select_related(*many.beside or [None])
    )
    laid = []
    for row in rows:
        before = wanted.told(row)
        wanted.lay(row)
        laid.append((row, before))
    store(many, laid, wanted, "updated", by)
    return Counter({"": len(laid)})


def _one_by_one(ids: Iterable[int], wanted: Wanted, by: Actor) -> Counter:
    assert wanted.act
    told: Counter = Counter()
    for pk in ids:
        try:
            with transaction.atomic():
                wanted.act(pk, by)
        except DomainError as refusal:
            told[refusal.message or _("It is not there any more.")] += 1
        else:
            told[""] += 1
    return told


def _standing(rows: Any, wanted: Wanted, by: Actor) -> Any:
    standing = rows.editable_by(by.user).order_by().exclude(wanted.same)
    for hurdle in wanted.hurdles:
        standing = hurdle.keep(standing)
    return standing
