"""Filling an empty database with the demo: the manual's example and some thirty lively companies, by the usual actions."""

import re
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from hanse.accounts.models import User
from hanse.companies.actions import create_company, touch, update_company
from hanse.companies.customfields import COMPANY_VALUES
from hanse.companies.models import Company, CompanyRole
from hanse.companies.staff import save_user
from hanse.console.demo.customers import CUSTOMERS
from hanse.console.demo.logins import PASSWORD
from hanse.console.demo.others import OTHERS
from hanse.console.demo.shape import Firm, Person
from hanse.console.operator import HOUSE
from hanse.contacts.actions import create_contact
from hanse.contacts.activity import log_activity
from hanse.contacts.models import Contact
from hanse.customfields.actions import save_field
from hanse.foundation.text import fold
from hanse.journal.actor import Actor, Door
from hanse.setup.actions import show_section
from hanse.setup.models import Section

INDUSTRIES = {
    "Energy": ("Biogas", "Wind"),
    "Food": ("Bakery", "Dairy", "Fish", "Greenhouses", "Wine"),
    "Health": ("Clinic", "Veterinary"),
    "Hospitality": ("Hotel",),
    "Manufacturing": ("Ceramics", "Furniture", "Machines", "Optics"),
    "Transport": ("Road", "Sea"),
}


def is_empty() -> bool:
    """Tell whether nobody and nothing is in the database yet."""
    return not User.objects.exists() and not Company.objects.exists()


@transaction.atomic
def fill() -> None:
    """Make the demo's people, companies, fields, contacts and activities."""
    Demo().fill()


class Demo:
    """What has been made so far, by name."""

    def __init__(self) -> None:
        self.people: dict[str, User] = {}
        self.companies: dict[str, Company] = {}
        self.fields: dict[str, int] = {}
        self.roles = dict(CompanyRole.objects.values_list("name", "pk"))
        self.now = timezone.now()

    def fill(self) -> None:
        """Make everything, in the order in which one thing needs another."""
        show_section(Section.CRM, by=HOUSE)
        self._make_cast()
        self._make_fields()
        for firm in (*CUSTOMERS, *OTHERS):
            self._make_firm(firm)

    def _make_cast(self) -> None:
        """The manual's example: who owns what, and who works where."""
        self._make_user("admin", "Alba Reyes", "Manager", is_superadmin=True)
        mine = self._make_company("admin", {"name": "My company", "parent": None, "country": "ES"})
        self.people["admin"] = save_user({"company": mine.pk}, by=HOUSE, user=self.people["admin"])
        self._make_user("user1", "Ursula Marsh", "Standard user", company=mine.pk)
        self._make_user("manager1", "Manuel Ortega", "Manager", company=mine.pk)
        customer = self.roles["Customer"]
        for name, owner in (("Customer #A", "user1"), ("Customer #B", "manager1")):
            self._make_company(owner, {"name": name, "parent": mine.pk, "role": customer})
        self._make_user("user2", "Ugo Bianchi", "Support", company=self.companies["Customer #A"].pk)
        self._make_user("api_user", "Web forms", "Support", is_web_form_user=True)

    def _make_user(self, login: str, name: str, profile: str, **more: Any) -> None:
        values = {"username": login, "full_name": name, "email": f"{login}@hanse.example", "profile": profile}
        self.people[login] = save_user(values | more | {"password": PASSWORD}, by=HOUSE)

    def _by(self, login: str) -> Actor:
        return Actor(user=self.people[login], door=Door.CONSOLE)

    def _make_company(self, owner: str, values: dict[str, Any]) -> Company:
        company = create_company(values | {"owner": owner}, by=self._by(owner))
        self.companies[company.name] = company
        return company

    def _make_fields(self) -> None:
        """Custom fields of all six types, in two sections."""
        self._make_field(
            "Support level", "combo", "Support", options=["Gold", "Silver", "Bronze"], show_in_list=True
        )
        self._make_field("Customer since", "date", "Support")
        self._make_field("How to get in", "textarea", "Support")
        self._make_field("Employees", "numeric", "Business")
        self._make_field("Industry", "linked", "Business", options=list(INDUSTRIES))
        branches = [f"{industry}|{branch}" for industry, names in INDUSTRIES.items() for branch in names]
        self._make_field("Branch", "linked", "Business", options=branches, parent=self.fields["Industry"])
        self._make_field("Cost centre", "text", "Business")

    def _make_field(self, label: str, kind: str, section: str, **more: Any) -> None:
        values = {"label": label, "type": kind, "section": section, "order": len(self.fields) + 1} | more
        self.fields[label] = save_field(values, by=self._by("admin"), values=COMPANY_VALUES).pk

    def _make_firm(self, firm: Firm) -> None:
        company = self._make_company(firm.owner, self._values(firm))
        contacts = [self._make_contact(firm, company, person) for person in firm.people]
        if contacts:
            update_company(company.pk, {"billing_contact": contacts[-1].pk}, by=self._by(firm.owner))
        for told in firm.told:
            contact = next(
                (each for each in contacts if told.person and each.full_name.startswith(told.person)), None
            )
            log_activity(
                company_id=None if contact else company.pk,
                contact_id=contact.pk if contact else None,
                kind=told.kind,
                text=told.text,
                by=self._by(firm.owner),
                at=self._ago(told.days),
            )
        touch(company.pk, at=self._ago(min((told.days for told in firm.told), default=120)))

    def _values(self, firm: Firm) -> dict[str, Any]:
        return {
            "name": firm.name,
            "parent": self.companies[firm.parent or "My company"].pk,
            "role": self.roles[firm.role],
            "country": firm.country,
            "address": firm.address,
            "phone": firm.phone,
            "email": f"office@{firm.domain}",
            "website": f"https://www.{firm.domain}",
            "payment_conditions": firm.days,
            "comments": firm.comments,
            "custom": {self.fields[label]: value for label, value in firm.custom.items()},
        }

    def _make_contact(self, firm: Firm, company: Company, person: Person) -> Contact:
        mailbox = re.sub(r"[^a-z]+", ".", fold(person.name)).strip(".")
        values = {
            "company": company.pk,
            "full_name": person.name,
            "position": person.position,
            "phone": person.phone,
            "email": f"{mailbox}@{firm.domain}",
            "disabled": person.disabled,
        }
        return create_contact(values, by=self._by(firm.owner))

    def _ago(self, days: int):
        # Not all at the same minute of the day.
        return self.now - timedelta(days=days, minutes=17 * (days % 23) + 5)
