"""
Taking an import back: what it made is deleted, what it changed is as before, both only where nobody has touched it since.

The journal decides: the newest row of a record must be this import's. It is undone in chunks, each committed with its
journal; started again after a crash it knows what it has undone by the request id of those rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.foundation.collecting import rare_collections
from hanse.foundation.errors import Refused
from hanse.foundation.speaking import moment_text
from hanse.foundation.transactions import LOST
from hanse.imports.errors import Overtaken
from hanse.imports.kinds import Undoer, kind_named
from hanse.imports.ledger import Ledger
from hanse.imports.models import Conflict, ExternalId, Import
from hanse.imports.run import Run
from hanse.journal.actor import Actor, Door
from hanse.journal.models import Change

CHUNK = 2000
TRIES = 4
Step = Callable[[Sequence[int]], dict[int, str]]


def undo(file: Import, by: Actor) -> None:
    """Take an import back as far as nobody has touched its records since; the others become conflicts."""
    Conflict.objects.filter(file=file).delete()
    file.done = 0
    undoing = _Undoing(file, by)
    undoers = kind_named(file.kind).undoers
    with rare_collections():
        for undoer in undoers:
            undoing.restore(undoer)
        for undoer in undoers:
            undoing.remove(undoer)
    with transaction.atomic():
        for undoer in undoers:
            undoer.settle(file.pk)
        _forget_external_ids(file)
    file.state, file.undone_at = Import.State.UNDONE, timezone.now()
    file.save()


class _Undoing:
    """One import on its way back."""

    def __init__(self, file: Import, by: Actor) -> None:
        self.file, self.sign = file, f"undo:{file.pk}"
        actor = replace(by, request_id=self.sign, batch=None)
        self.run = Run(actor, file.pk, dry=False, source="", targets=frozenset(), ledger=Ledger())

    def restore(self, undoer: Undoer) -> None:
        """Put back what the import changed, but not what it had made itself."""
        made = set(self._ids(undoer.kind, "created"))
        changed = sorted(set(self._ids(undoer.kind, "updated")) - made)

        def step(ids: Sequence[int]) -> dict[int, str]:
            return undoer.restore(self._old_values(undoer.kind, ids), run=self.run)

        self._in_chunks(undoer.kind, changed, step, "restored")

    def remove(self, undoer: Undoer) -> None:
        """Delete what the import made; the youngest first, for they hang from older ones."""
        made = sorted(self._ids(undoer.kind, "created"), reverse=True)
        self._in_chunks(undoer.kind, made, lambda ids: undoer.remove(ids, run=self.run), "deleted")

    def _ids(self, kind: str, verb: str) -> Sequence[int]:
        rows = self._changes(kind).filter(verb=verb).order_by()
        return rows.values_list("record_id", flat=True)

    def _changes(self, kind: str):
        return Change.objects.filter(batch=self.file.pk, door=Door.IMPORT.value, kind=kind)

    def _old_values(self, kind: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        old: dict[int, dict[str, Any]] = {}
        rows = self._changes(kind).filter(verb="updated", record_id__in=ids).order_by("pk")
        for pk, fields in rows.values_list("record_id", "fields"):
            for name, (before, _after) in fields.items():
                old.setdefault(pk, {}).setdefault(name, before)
        return old

    def _in_chunks(self, kind: str, ids: Sequence[int], step: Step, counter: str) -> None:
        for start in range(0, len(ids), CHUNK):
            self._retried(kind, ids[start : start + CHUNK], step, counter)
            Import.objects.filter(pk=self.file.pk).update(beat_at=timezone.now(), done=self.file.done)

    def _retried(self, kind: str, ids: Sequence[int], step: Step, counter: str) -> None:
        for _attempt in range(TRIES):
            try:
                with transaction.atomic():
                    count = self._chunk(kind, ids, step, counter)
            except (Overtaken, IntegrityError, OperationalError) as error:
                if (
                    isinstance(error, OperationalError)
                    and getattr(error.__cause__, "sqlstate", None) not in LOST
                ):
                    raise
            else:
                setattr(self.file, counter, getattr(self.file, counter) + count)
                self.file.done += len(ids)
                return
        raise Refused(_("Others keep changing the same records. Undo again in a moment."))

    def _chunk(self, kind: str, ids: Sequence[int], step: Step, counter: str) -> int:
        untouched, conflicts = self._divide(kind, ids)
        conflicts |= step(untouched) if untouched else {}
        done = len([pk for pk in untouched if pk not in conflicts])
        labels = self._labels(kind, conflicts)
        Conflict.objects.bulk_create(
            [
                Conflict(file=self.file, kind=kind, record_id=pk, label=labels.get(pk, ""), message=message)
                for pk, message in conflicts.items()
            ],
            ignore_conflicts=True,
        )
        Import.objects.filter(pk=self.file.pk).update(**{counter: getattr(self.file, counter) + done})
        return done

    def _divide(self, kind: str, ids: Sequence[int]) -> tuple[list[int], dict[int, str]]:
        """
        Divide records into those that stand as this import left them, and conflicts; what is undone already is neither.

        What others did since and took back themselves does not count.
        """
        newest = Change.objects.filter(kind=kind, record_id__in=ids).order_by().values("record_id")
        last = newest.annotate(last=Max("pk")).values_list("last", flat=True)
        untouched, conflicts = [], {}
        for change in Change.objects.filter(pk__in=list(last)).defer("fields"):
            if change.batch == self.file.pk and change.door == Door.IMPORT.value:
                untouched.append(change.about)
            elif change.request_id != self.sign:
                conflicts[change.about] = _said(change)
        for pk in self._as_left(kind, conflicts):
            untouched.append(pk)
            del conflicts[pk]
        place = {pk: number for number, pk in enumerate(ids)}
        return sorted(untouched, key=place.__getitem__), conflicts

    def _as_left(self, kind: str, ids: Iterable[int]) -> list[int]:
        """Return those of the records that others changed since which hold again what this import left them with."""
        since: dict[int, dict[str, list[Any]]] = {}
        for change in Change.objects.filter(kind=kind, record_id__in=list(ids)).order_by("pk").iterator():
            if change.batch == self.file.pk and change.door == Door.IMPORT.value:
                since[change.about] = {}
                continue
            held = since.setdefault(change.about, {})
            for name, (old, new) in change.fields.items():
                held[name] = [held.get(name, [old])[0], new]
        return [
            pk
            for pk, fields in since.items()
            if all((old or None) == (new or None) for old, new in fields.values())
        ]

    def _labels(self, kind: str, ids: dict[int, str]) -> dict[int, str]:
        rows = self._changes(kind).filter(record_id__in=list(ids)).order_by("pk")
        return dict(rows.values_list("record_id", "label"))


def _said(change: Change) -> str:
    when = moment_text(change.at)
    if change.verb == "deleted":
        return _("Deleted on %(when)s by %(who)s.") % {"when": when, "who": change.by_name}
    return _("Changed on %(when)s by %(who)s.") % {"when": when, "who": change.by_name}


def _forget_external_ids(file: Import) -> None:
    """The other system's ids go with what they were brought for; those of conflicts stay."""
    kept = Conflict.objects.filter(file=file).values_list("kind", "record_id")
    staying: dict[str, list[int]] = {}
    for kind, pk in kept:
        staying.setdefault(kind, []).append(pk)
    brought = ExternalId.objects.filter(file=file)
    for kind in set(brought.values_list("kind", flat=True)):
        brought.filter(kind=kind).exclude(record_id__in=staying.get(kind, [])).delete()
