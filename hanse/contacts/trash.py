"""
The trash: records of every room that were deleted in the last 30 days, as far as a person may bring them back.

There is no table of it. The journal row of a deletion holds the record; older rows stay there, but are not offered.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.accounts.models import User
from hanse.companies.actions import KIND as COMPANY
from hanse.companies.models import Company
from hanse.companies.rules import Facts, decide
from hanse.contacts.actions import KIND as CONTACT
from hanse.foundation.errors import NotFound
from hanse.foundation.rooms import Room, rooms
from hanse.foundation.transactions import in_one_transaction
from hanse.journal.actor import Actor
from hanse.journal.models import Change
from hanse.journal.undoing import take_back, values_before_end
from hanse.setup.models import Section

KEPT = datetime.timedelta(days=30)
PAGE, CHUNK = 50, 200
# Of so many deletions one page looks at the most: a person may have the right to few of them.
MOST_READ = 4000


@dataclass(frozen=True)
class Trash:
    """Deletions that the person could take back, newest first; `older` is what to hand in as `before`."""

    rows: list[Change]
    older: int | None


def read_trash(user, *, before: int | None = None, limit: int = PAGE) -> Trash:
    """Return what `user` could bring back."""
    found: list[Change] = []
    last = before
    for _part in range(MOST_READ // CHUNK):
        chunk = list(_deletions(before=last)[:CHUNK])
        for row in _restorable(user, chunk):
            found.append(row)
            if len(found) > limit:
                return Trash(found[:limit], found[limit - 1].pk)
        if len(chunk) < CHUNK:
            return Trash(found, None)
        last = chunk[-1].pk
    return Trash(found, last)


@in_one_transaction
def restore_deleted(kind: str, record_id: int, *, by: Actor) -> Change:
    """
    Bring a deleted record back, with all that went along; return the row of its deletion.

    :raises NotFound: when nothing of the kind was deleted in the last 30 days that the person could bring back.
    :raises CannotUndo: naming what stands in the way.
    """
    rows = _deletions().filter(kind=kind, record_id=record_id) if record_id < 2**63 else Change.objects.none()
    told = rows.select_for_update().first()
    if told is None or not _restorable(by.user, [told]):
        raise NotFound(_("There is no such record in the trash."))
    take_back([told, *_that_went_along(told)], by=by)
    return told


def _deletions(*, before: int | None = None) -> QuerySet[Change]:
    """Return the deletions of 30 days, newest first; what an import made and took back is in its file."""
    rows = Change.objects.filter(
        verb="deleted", kind__in=[room.kind for room in rooms()], at__gte=timezone.now() - KEPT, batch=None
    )
    rows = rows.exclude(request_id__startswith="undo:")
    return (rows.filter(pk__lt=before) if before else rows).order_by("-id")


def _restorable(user, rows: Sequence[Change]) -> list[Change]:
    """Return those that are still gone, deleted for themselves, and the person's to bring back."""
    rows = _newest_of_gone(rows)
    owned = [row for room in rooms() if room.kind != COMPANY for row in _of_companies(user, room, rows)]
    return sorted([*_companies(user, rows), *owned], key=lambda row: -row.pk)


def _newest_of_gone(rows: Sequence[Change]) -> list[Change]:
    """Return the rows of records that are not there, and were not made and deleted again later."""
    present = {
        (room.kind, pk)
        for room in rooms()
        for pk in room.rows().filter(pk__in=_ids(rows, room.kind)).values_list("pk", flat=True)
    }
    newest: dict[tuple[str, int | None], int] = {}
    again = Q(pk__in=[])
    for room in rooms():
        again |= Q(kind=room.kind, record_id__in=_ids(rows, room.kind))
    for kind, pk, row in Change.objects.filter(again, verb="deleted").values_list("kind", "record_id", "pk"):
        newest[kind, pk] = max(row, newest.get((kind, pk), 0))
    return [
        row
        for row in rows
        if (row.kind, row.record_id) not in present and newest[row.kind, row.record_id] == row.pk
    ]


def _companies(user, rows: Iterable[Change]) -> list[Change]:
    gone = {row: values_before_end(row) for row in rows if row.kind == COMPANY}
    owners = {
        each.username.lower(): each
        for each in User.objects.filter(username__in={values["owner"] for values in gone.values()})
    }
    parents = Company.objects.in_bulk({values["parent"] for values in gone.values() if values.get("parent")})
    access = access_of(user)
    mine = []
    for row, values in gone.items():
        owner, parent = owners.get(values["owner"].lower()), parents.get(values.get("parent"))
        facts = Facts(
            owner.pk if owner else 0,
            f"{parent.prefix}{row.record_id}/" if parent else None,
            owner.company_id if owner and parent else None,
        )
        managing = row.by_id == user.pk or access.may(Right.MANAGE)
        if managing and decide(access, facts, Section.COMPANIES).may_modify:
            mine.append(row)
    return mine


def _of_companies(user, room: Room, rows: Iterable[Change]) -> list[Change]:
    """Records of a room whose company is there; those that went with a company come back with it."""
    gone = [row for row in rows if row.kind == room.kind]
    hosts = Company.objects.editable_by(user, section=room.section).filter(
        pk__in={row.company_id for row in gone}
    )
    editable = set(hosts.values_list("pk", flat=True))
    return [row for row in gone if row.company_id in editable]


def _that_went_along(told: Change) -> list[Change]:
    """Return the other rows of the same step that belong to the record, in the order of the way back."""
    step = Change.objects.filter(request_id=told.request_id, by_id=told.by_id, batch=None, pk__lt=told.pk)
    gone = list(step.filter(verb="deleted").exclude(kind=COMPANY).select_for_update())
    if told.kind not in (COMPANY, CONTACT):
        return []
    if told.kind == CONTACT:
        along = [row for row in gone if _contact_of(row) == told.record_id]
        without = Company.objects.filter(pk=told.company_id or 0, billing_contact=None)
        released = step.filter(record_id__in=without.values("pk"))
    else:
        own = [row for row in gone if row.company_id == told.record_id]
        contacts = {row.record_id for row in own if row.kind == CONTACT}
        along = own + [row for row in gone if row not in own and _contact_of(row) in contacts]
        released = step.filter(record_id=told.record_id)
    billing = released.filter(kind=COMPANY, fields__has_key="billing_contact", verb="updated")
    return sorted([*along, *billing], key=lambda row: -row.pk)


def _contact_of(row: Change) -> int | None:
    return row.fields["contact"][0] if "contact" in row.fields else None


def _ids(rows: Iterable[Change], kind: str) -> list[int]:
    return [row.record_id for row in rows if row.kind == kind and row.record_id is not None]
