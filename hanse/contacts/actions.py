"""The verbs of a contact; whoever may change its company may change it."""

from collections.abc import Iterator, Sequence
from typing import Any

from hanse.companies.actions import release_billing_contact
from hanse.companies.owned_records import Owned
from hanse.contacts.fields import FIELDS, derive
from hanse.contacts.models import Contact
from hanse.files.trash import farewell
from hanse.foundation.rooms import Room, rooms
from hanse.journal.actor import Actor
from hanse.journal.recording import change, diff, record, record_all
from hanse.setup.models import Section

KIND = "contact"


def _moved(contact: Contact, by: Actor) -> None:
    """Its notes and files follow it to another company, and its old one bills to it no more."""
    release_billing_contact(contact.pk, by=by)
    contact.files.update(company=contact.company)
    contact.activities.update(company=contact.company)
    for _room, rows in at_contacts([contact.pk]):
        rows.update(company=contact.company)


def _leaving(contact: Contact, by: Actor) -> None:
    """Its activities, its files and the records of other rooms that stand at it go with it."""
    for room, rows in at_contacts([contact.pk]):
        record_all(
            change(
                "deleted", kind=room.kind, record_id=each.pk, company_id=each.company_id, label=str(each), by=by,
                fields=diff(room.values(each), {}),
            )
            for each in rows.order_by("pk")
        )  # fmt: skip
    for entry in contact.activities.all():
        record(
            "deleted", kind="activity", record_id=entry.pk, company_id=entry.company_id, label=entry.text[:80],
            by=by, fields=diff(entry.values(), {}),
        )  # fmt: skip
    record_all(farewell(contact.files.all(), by=by))
    # Before the contact's own row: the way back reads from the end, and bills to a contact that is there.
    release_billing_contact(contact.pk, by=by)


def at_contacts(ids: Sequence[int]) -> Iterator[tuple[Room, Any]]:
    """Yield the records of each room that stand at some contacts; they go where the contact goes."""
    for room in rooms():
        if any(
            field.name == "contact" and field.related_model is Contact for field in room.model._meta.fields
        ):
            yield room, room.rows().filter(contact__in=ids)


RECORDS = Owned(KIND, Section.CONTACTS, Contact, FIELDS, derive, moved=_moved, leaving=_leaving)
create_contact, update_contact, delete_contact = RECORDS.create, RECORDS.update, RECORDS.delete
