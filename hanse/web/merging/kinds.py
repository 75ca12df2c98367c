"""What merging asks of companies and of contacts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hanse.accounts.access import Right, access_of
from hanse.companies.actions import KIND as COMPANY
from hanse.companies.duplicates import like_company
from hanse.companies.fields import values_of
from hanse.companies.merging import counts_of as counts_of_company
from hanse.companies.merging import merge_companies
from hanse.companies.models import Company
from hanse.companies.querysets import decision, facts_of
from hanse.companies.rules import Facts
from hanse.contacts.actions import KIND as CONTACT
from hanse.contacts.actions import RECORDS
from hanse.contacts.duplicates import like_contact
from hanse.contacts.merging import counts_of as counts_of_contact
from hanse.contacts.merging import merge_contacts
from hanse.contacts.models import Contact
from hanse.foundation.likeness import Likeness
from hanse.setup.models import Section


@dataclass(frozen=True)
class Kind:
    """One kind of record that can be merged; `sees` says whose rule it follows, `pick` suggests others by name."""

    kind: str
    url: str
    section: str
    title: Any
    heading: Any
    rows: Callable[[], Any]
    values: Callable[[Any], Mapping[str, Any]]
    like: Callable[..., list[Likeness]]
    counts: Callable[[Any, Any], Mapping[str, int]]
    merge: Callable[..., Any]
    sees: Callable[[Any], Facts]
    may: Callable[[Any, Any], bool]


def _may_merge_company(user: Any, company: Company) -> bool:
    return access_of(user).may(Right.MANAGE) and decision(user, company).may_modify


def _may_merge_contact(user: Any, contact: Contact) -> bool:
    return decision(user, contact.company, Section.CONTACTS).may_modify


COMPANIES = Kind(
    COMPANY,
    "/companies/",
    Section.COMPANIES,
    _("Companies"),
    _("Merge companies"),
    lambda: Company.objects.select_related("owner"),
    values_of,
    like_company,
    counts_of_company,
    merge_companies,
    facts_of,
    _may_merge_company,
)
CONTACTS = Kind(
    CONTACT,
    "/contacts/",
    Section.CONTACTS,
    _("Contacts"),
    _("Merge contacts"),
    lambda: Contact.objects.select_related("company__owner"),
    RECORDS.values,
    like_contact,
    counts_of_contact,
    merge_contacts,
    lambda contact: facts_of(contact.company),
    _may_merge_contact,
)
