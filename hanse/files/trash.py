"""Bytes without a row: kept for 30 days, so that what was deleted can come back, then removed."""

import datetime
from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils import timezone

from hanse.files.models import Discarded, StoredFile
from hanse.files.store import store
from hanse.journal.actor import Actor
from hanse.journal.models import Change
from hanse.journal.recording import change, diff

KEPT = datetime.timedelta(days=30)
# Younger bytes may belong to an upload that is still on its way to its row.
SETTLED = datetime.timedelta(days=1)
BATCH = 500


def farewell(files: Iterable[StoredFile], *, by: Actor) -> list[Change]:
    """
    Put the bytes of files that are about to be deleted into the trash; return the journal rows of their deletion.

    Part of the caller's transaction.
    """
    files = list(files)
    Discarded.objects.bulk_create([Discarded(key=file.key) for file in files], batch_size=BATCH)
    return [
        change(
            "deleted",
            kind=file.kind,
            record_id=file.pk,
            company_id=file.company_id,
            label=file.name,
            by=by,
            fields=diff(file.values(), {}),
        )
        for file in files
    ]


def empty_trash() -> int:
    """Remove what was discarded 30 days ago; return how much. Whoever deletes the row may remove the bytes."""
    gone = 0
    old = Discarded.objects.filter(at__lt=timezone.now() - KEPT).order_by("pk")
    for pk, key in list(old.values_list("pk", "key")):
        if Discarded.objects.filter(pk=pk).delete()[0]:
            store().remove(key)
            gone += 1
    return gone


def find_orphans() -> int:
    """Discard bytes that no row points at, such as those of an upload that was cut off; return how much."""
    before, found = timezone.now() - SETTLED, 0
    settled = (key for key, changed in store().listed() if changed < before)
    while keys := set(islice(settled, BATCH)):
        orphans = [Discarded(key=key) for key in sorted(keys - known_keys(keys))]
        Discarded.objects.bulk_create(orphans, ignore_conflicts=True)
        found += len(orphans)
    return found


def known_keys(keys: set[str]) -> set[str]:
    """Return those of `keys` that a row or the trash knows."""
    rows = StoredFile.objects.filter(key__in=keys).values_list("key", flat=True)
    return set(rows) | set(Discarded.objects.filter(key__in=keys).values_list("key", flat=True))


def unreadable_files() -> Iterator[StoredFile]:
    """Yield the files whose bytes are gone."""
    for file in StoredFile.objects.order_by("pk").iterator():
        if not store().holds(file.key):
            yield file
