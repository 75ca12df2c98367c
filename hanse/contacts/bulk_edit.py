"""What can be set for many contacts at once, moving them to another company, and deleting many."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.activity.models import Activity
from hanse.bulk.many import Many, Wanted
from hanse.companies.actions import release_billing_contact
from hanse.companies.models import Company
from hanse.contacts.actions import KIND, at_contacts, delete_contact
from hanse.contacts.fields import FIELDS, derive
from hanse.contacts.models import Contact
from hanse.files.models import StoredFile
from hanse.foundation.errors import BadValue, Forbidden, Invalid, NotFound, Problem
from hanse.journal.actor import Actor
from hanse.setup.models import Section

# The name and the other ways to reach a person are his own.
SETTABLE = ("company", "position", "phone", "description", "disabled")
BY_NAME = {field.name: field for field in FIELDS}


def editable_fields() -> dict[str, str]:
    """Return what can be set for many contacts at once: name -> label."""
    return {name: str(BY_NAME[name].label) for name in SETTABLE}


def wanted(name: str, raw: Any, by: Actor, *, returning: bool = False) -> Wanted:
    """
    Return the change as the rows take it, cleaned as everywhere.

    :raises Invalid: naming the field.
    """
    try:
        if name not in SETTABLE:
            raise BadValue(_("This field cannot be set for many contacts at once."))
        value = BY_NAME[name].clean(raw)
        return _company(value, by) if name == "company" else _plain(name, value)
    except (BadValue, NotFound, Forbidden) as bad:
        raise Invalid([Problem(name, bad.message)]) from bad


def _plain(name: str, value: Any) -> Wanted:
    def lay(contact: Contact) -> None:
        setattr(contact, name, value)
        derive(contact)

    return Wanted(
        same=Q(**{name: value}),
        columns=(name, "search_text"),
        lay=lay,
        value=lambda contact: getattr(contact, name),
        told=lambda contact: {name: getattr(contact, name)},
        follow=_touch,
    )


def _company(pk: int | None, by: Actor) -> Wanted:
    if pk is None:
        raise BadValue(_("A contact needs a company."))
    company = Company.objects.get_editable(by.user, pk, section=Section.CONTACTS)

    def lay(contact: Contact) -> None:
        contact.company = company

    return Wanted(
        same=Q(company=company),
        columns=("company_id",),
        lay=lay,
        value=lambda contact: contact.company_id,
        told=lambda contact: {"company": contact.company_id},
        # It must not go meanwhile.
        hold=lambda: _held(company),
        follow=_move,
    )


def _held(company: Company) -> None:
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def _move(contacts: Sequence[Contact], by: Actor) -> None:
    """Let billing, files, notes and follow-ups follow contacts to their new company."""
    ids = [contact.pk for contact in contacts]
    for pk in Company.objects.filter(billing_contact__in=ids).values_list("billing_contact", flat=True):
        release_billing_contact(pk, by=by)
    new: dict[int, list[int]] = {}
    for contact in contacts:
        new.setdefault(contact.company_id, []).append(contact.pk)
    for company_id, moved in new.items():
        StoredFile.objects.filter(contact__in=moved).update(company=company_id)
        Activity.objects.filter(contact__in=moved).update(company=company_id)
        for _room, rows in at_contacts(moved):
            rows.update(company=company_id)
    _touch(contacts, by)


def _touch(contacts: Sequence[Contact], by: Actor) -> None:
    companies = {contact.company_id for contact in contacts}
    Company.objects.filter(pk__in=companies).update(last_activity=timezone.now())


MANY = Many(
    kind=KIND,
    model=Contact,
    fields=editable_fields,
    wanted=wanted,
    deleting=lambda by: Wanted(act=lambda pk, by: delete_contact(pk, by=by)),
    may_delete=lambda user: access_of(user).may(Right.WRITE, Section.CONTACTS),
    company=lambda contact: contact.company_id,
)
