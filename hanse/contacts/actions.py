"""The verbs of a contact; whoever may change its company may change it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.companies.actions import release_billing_contact, touch
from hanse.companies.models import Company
from hanse.contacts.fields import FIELDS, PLAIN, derive
from hanse.contacts.models import Contact
from hanse.files.trash import farewell
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Problem, Stale
from hanse.foundation.fields import clean_all
from hanse.foundation.transactions import in_one_transaction
from hanse.journal.actor import Actor
from hanse.journal.recording import diff, record, record_all
from hanse.setup.models import Section

KIND = "contact"


@in_one_transaction
def create_contact(raw: Mapping[str, Any], *, by: Actor) -> Contact:
    """
    Make a contact of a company that the person may change.

    :raises Forbidden: without the right to write, or when he may only see the company.
    :raises Invalid: naming every field with a problem; nothing is written.
    """
    if not access_of(by.user).may(Right.WRITE, Section.CONTACTS):
        raise Forbidden(_("You may not create contacts."))
    contact = Contact()
    values, problems = clean_all(FIELDS, raw, partial=False)
    _lay(contact, values, problems, by)
    contact.save()
    touch(contact.company_id)
    _record("created", contact, diff({}, contact.values()), by)
    return contact


@in_one_transaction
def update_contact(
    contact_id: int, raw: Mapping[str, Any], *, by: Actor, version: int | None = None
) -> Contact:
    """
    Change the given fields of a contact; `version` as in `update_company`.

    :raises NotFound, Forbidden, Stale, Invalid: as `update_company`.
    """
    contact = _locked(contact_id, by, version)
    before = contact.values()
    values, problems = clean_all(FIELDS, raw, partial=True)
    _lay(contact, values, problems, by)
    changed = diff(before, contact.values())
    if not changed:
        return contact
    contact.version += 1
    contact.save()
    if "company" in changed:
        release_billing_contact(contact.pk, by=by)
        contact.files.update(company=contact.company)
        contact.activities.update(company=contact.company)
    touch(contact.company_id)
    _record("updated", contact, changed, by)
    return contact


@in_one_transaction
def delete_contact(contact_id: int, *, by: Actor, version: int | None = None) -> None:
    """
    Delete a contact with its activities and files; the journal keeps the values.

    :raises NotFound, Forbidden, Stale: as `update_company`.
    """
    contact = _locked(contact_id, by, version)
    for entry in contact.activities.all():
        record(
            "deleted", kind="activity", record_id=entry.pk, company_id=entry.company_id, label=entry.text[:80],
            by=by, fields=diff(entry.values(), {}),
        )  # fmt: skip
    record_all(farewell(contact.files.all(), by=by))
    # Before the contact's own row: the way back reads from the end, and bills to a contact that is there.
    release_billing_contact(contact.pk, by=by)
    _record("deleted", contact, diff(contact.values(), {}), by)
    touch(contact.company_id)
    contact.delete()


def _locked(contact_id: int, by: Actor, version: int | None) -> Contact:
    contact = Contact.objects.select_for_update(of=("self",)).get_editable(by.user, contact_id)
    if version is not None and version != contact.version:
        raise Stale(_("Somebody else saved this contact meanwhile."), current=contact.version)
    return contact


def _lay(contact: Contact, values: dict[str, Any], problems: list[Problem], by: Actor) -> None:
    for name in PLAIN:
        if name in values:
            setattr(contact, name, values[name])
    if "company" in values and values["company"] != contact.company_id:
        try:
            contact.company = Company.objects.get_editable(
                by.user, values["company"], section=Section.CONTACTS
            )
        except NotFound:
            missing = _("There is no company with the id %s that you can see.") % values["company"]
            problems = [*problems, Problem("company", missing)]
    if problems:
        raise Invalid(problems)
    derive(contact)


def _record(verb: str, contact: Contact, fields: dict, by: Actor) -> None:
    record(
        verb, kind=KIND, record_id=contact.pk, company_id=contact.company_id, label=contact.full_name, by=by,
        fields=fields,
    )  # fmt: skip
