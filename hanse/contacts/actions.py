"""The verbs of a contact; whoever may change its company may change it."""

from hanse.companies.actions import release_billing_contact
from hanse.companies.owned_records import Owned
from hanse.contacts.fields import FIELDS, derive
from hanse.contacts.models import Contact
from hanse.files.trash import farewell
from hanse.journal.actor import Actor
from hanse.journal.recording import diff, record, record_all
from hanse.setup.models import Section

KIND = "contact"


def _moved(contact: Contact, by: Actor) -> None:
    """Its notes and files follow it to another company, and its old one bills to it no more."""
    release_billing_contact(contact.pk, by=by)
    contact.files.update(company=contact.company)
    contact.activities.update(company=contact.company)


def _leaving(contact: Contact, by: Actor) -> None:
    """Its activities and files go with it."""
    for entry in contact.activities.all():
        record(
            "deleted", kind="activity", record_id=entry.pk, company_id=entry.company_id, label=entry.text[:80],
            by=by, fields=diff(entry.values(), {}),
        )  # fmt: skip
    record_all(farewell(contact.files.all(), by=by))
    # Before the contact's own row: the way back reads from the end, and bills to a contact that is there.
    release_billing_contact(contact.pk, by=by)


RECORDS = Owned(KIND, Section.CONTACTS, Contact, FIELDS, derive, moved=_moved, leaving=_leaving)
create_contact, update_contact, delete_contact = RECORDS.create, RECORDS.update, RECORDS.delete
