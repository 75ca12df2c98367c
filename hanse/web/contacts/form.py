"""The form of a contact, and what was typed made fit for the action."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from hanse.companies.models import Company
from hanse.contacts.fields import FIELDS
from hanse.contacts.models import Contact
from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.setup.models import Section
from hanse.web.records.form import RecordForm, control_for
from hanse.web.records.picks import read_company, record_text

BY_NAME = {field.name: field for field in FIELDS}
PARTS = (
    (gettext_lazy("Person"), ("full_name", "position", "company")),
    (gettext_lazy("Reaching them"), ("email", "phone", "mobile")),
    (gettext_lazy("Notes"), ("description", "disabled")),
)
WIDE = {"description", "disabled", "company"}


@dataclass
class ContactForm:
    """A form with what is needed to read it again; `contact` is None for a new one."""

    form: RecordForm
    contact: Contact | None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Return the controls by part of the form."""
        return [
            {"title": title, "fields": [(self.form[name], name in WIDE) for name in names]}
            for title, names in PARTS
        ]


def contact_form(
    contact: Contact | None, *, data: Mapping | None = None, company: Company | None = None
) -> ContactForm:
    """Return the form of a contact, or of a new one at `company`."""
    controls = {name: _control(name) for _title, names in PARTS for name in names}
    initial = form_values(contact) if contact else {"company": record_text(company) if company else ""}
    return ContactForm(RecordForm(controls, data=data, initial=initial), contact)


def raw_values(user, asked: ContactForm, leave: Collection[str] = frozenset()) -> dict[str, Any]:
    """
    Return what was typed as the action takes it, without the fields to `leave` as they are.

    :raises Invalid: when what was typed as company names none.
    """
    raw = {name: value for name, value in asked.form.typed().items() if name not in leave}
    if "company" not in raw:
        return raw
    try:
        raw["company"] = read_company(user, raw["company"], section=Section.CONTACTS)
    except BadValue as bad:
        raise Invalid([Problem("company", bad.message)]) from None
    return raw


def form_values(contact: Contact) -> dict[str, Any]:
    """Return the values of a contact as its form shows them."""
    return contact.values() | {"company": record_text(contact.company)}


def _control(name: str):
    return control_for(BY_NAME[name], pick="/contacts/companies/" if name == "company" else "")
