"""Reading the journal of one record; who may read it is asked of the record before."""

from dataclasses import dataclass

from hanse.journal.models import Change

LIMIT = 50


@dataclass(frozen=True)
class History:
    """Changes of a record, newest first; `older` is what to hand in as `before` for those that follow."""

    changes: list[Change]
    older: int | None


def history(kind: str, record_id: int, *, before: int | None = None, limit: int = LIMIT) -> History:
    """Return the newest changes of a record, older than the change `before`."""
    changes = Change.objects.filter(kind=kind, record_id=record_id)
    if before is not None:
        changes = changes.filter(pk__lt=before)
    rows = list(changes.order_by("-id")[: limit + 1])
    return History(rows[:limit], rows[limit - 1].pk if len(rows) > limit else None)


def since_version(kind: str, record_id: int, versions: int) -> list[Change]:
    """Return the changes that made the last `versions` versions of a record, newest first."""
    changes = Change.objects.filter(kind=kind, record_id=record_id).exclude(verb="created")
    return list(changes.order_by("-id")[: max(versions, 0)])
