"""One declaration per room: how its records are found, shown and acted on in the palette and on the search page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy

from hanse.accounts.access import Right, access_of
from hanse.companies.fields import tax_key
from hanse.companies.models import Company
from hanse.contacts.models import Contact
from hanse.foundation.countries import country_name
from hanse.foundation.errors import NotFound
from hanse.setup.models import Section
from hanse.web.palette.commands import Command, company_commands, contact_commands


@dataclass(frozen=True)
class Source:
    """
    The records of one room.

    `rows` begins every question and is then narrowed to the person. `exact` turns a text into the conditions under
    which a record is precisely meant. `beside` is what stands at the right of its name.
    """

    section: Section
    title: Any
    address: str
    kind: str
    rows: Callable[[], Any]
    order: str
    exact: Callable[[str], list[Q]]
    beside: Callable[[Any], str]
    commands: Callable[[Any, Any], list[Command]]
    are_people: bool = False

    def is_shown(self, user) -> bool:
        """Tell whether these records exist for `user` at all."""
        return access_of(user).may(Right.VIEW, self.section)

    def get(self, user, pk: int) -> Any | None:
        """Return one record that `user` may see, or nothing."""
        if not self.is_shown(user):
            return None
        try:
            return self.rows().get_visible(user, pk)
        except NotFound:
            return None


def by_id(text: str) -> list[Q]:
    """Return the condition that a record has this id, for a text that can be one."""
    return [Q(pk=int(text))] if text.isdecimal() and len(text) < 19 else []


def _by_tax_id(text: str) -> list[Q]:
    """A tax ID has a digit. The index holds only companies that have one, so the question says that too."""
    key = tax_key(text)
    return [Q(tax_key=key) & ~Q(tax_key="")] if any(letter.isdigit() for letter in key) else []


def _beside_company(company: Company) -> str:
    country = country_name(company.country, get_language() or "en") if company.country else ""
    role = company.role.name if company.role else ""
    return " · ".join(filter(None, [role, company.tax_id, country]))


def _beside_contact(contact: Contact) -> str:
    return " · ".join(filter(None, [contact.company.name, contact.position]))


SOURCES = [
    Source(
        section=Section.COMPANIES,
        title=gettext_lazy("Companies"),
        address="/companies/",
        kind="company",
        rows=lambda: Company.objects.select_related("role").defer("custom", "address", "comments"),
        order="-last_activity",
        exact=lambda text: [*_by_tax_id(text), *by_id(text)],
        beside=_beside_company,
        commands=company_commands,
    ),
    Source(
        section=Section.CONTACTS,
        title=gettext_lazy("Contacts"),
        address="/contacts/",
        kind="person",
        rows=lambda: Contact.objects.select_related("company").defer("description", "company__custom"),
        order="sort_name",
        exact=by_id,
        beside=_beside_contact,
        commands=contact_commands,
        are_people=True,
    ),
]
