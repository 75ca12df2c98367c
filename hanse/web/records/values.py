"""How stored values read: ids become names, as far as the reader may know them."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hanse.accounts.models import User
from hanse.companies.models import CompanyRole
from hanse.companies.naming import named
from hanse.contacts.models import Contact
from hanse.customfields.models import CustomField
from hanse.foundation.countries import country_name
from hanse.foundation.rooms import rooms
from hanse.foundation.speaking import decimal_text
from hanse.setup.models import Section
from hanse.web.records.custom import PREFIX
from hanse.web.templatetags.hanse import day

Fields = Mapping[str, list[Any]]
COMPANIES = ("parent", "company")
EMPTY: tuple[Any, ...] = (None, "", {}, [])


@dataclass(frozen=True)
class Line:
    """One changed field in words."""

    label: str
    old: str
    new: str
    field: str = ""


class Reading:
    """Reads changed fields for one person; what several changes refer to is asked for once."""

    def __init__(
        self,
        user,
        changes: Iterable[Fields],
        *,
        section: str = Section.COMPANIES,
        custom: Sequence[CustomField] | None = None,
    ) -> None:
        self._user = user
        self._section = section
        self._custom_fields = custom
        self._changes = [flat_changes(fields) for fields in changes]

    def lines(self, fields: Fields) -> list[Line]:
        """Return the changed fields with their old and new values."""
        return [
            Line(self.label(name), self.text(name, old), self.text(name, new), name)
            for name, (old, new) in flat_changes(fields).items()
            if old not in EMPTY or new not in EMPTY
        ]

    def label(self, name: str) -> str:
        """Return what a field is called on the pages."""
        if name.startswith(PREFIX):
            custom = self._custom.get(name.removeprefix(PREFIX))
            return custom.label if custom else _("A custom field that is gone")
        declared = (field for room in rooms() for field in room.fields)
        return next((str(field.label) for field in declared if field.name == name), name)

    def text(self, name: str, value: Any) -> str:
        """Return what a value says; nothing is empty."""
        if value in EMPTY:
            return ""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        reader = _READERS.get(name)
        if name.startswith(PREFIX):
            custom = self._custom.get(name.removeprefix(PREFIX))
            return custom_text(custom, value) if custom else str(value)
        return reader(self, value) if reader else str(value)

    def company(self, value: int) -> str:
        """Return the name of a company, as far as the reader may know it."""
        found = self._companies.get(value)
        return found.name if found else str(value)

    def role(self, value: int) -> str:
        """Return the name of a role."""
        return self._roles.get(value, _("A role that is gone"))

    def contact(self, value: int) -> str:
        """Return the name of a contact."""
        return self._contacts.get(value, _("A contact that is gone"))

    def person(self, value: str) -> str:
        """Return the full name for a login."""
        return self._people.get(value, value)

    def day(self, value: str | datetime.date) -> str:
        """Return a day as people write it."""
        return day_text(str(value))

    def country(self, value: str) -> str:
        """Return the name of a country."""
        return country_name(value, get_language() or "en")

    def _referred(self, names: Iterable[str]) -> set[Any]:
        return {
            value
            for fields in self._changes
            for name in names
            for value in fields.get(name, ())
            if value not in EMPTY
        }

    @cached_property
    def _companies(self) -> dict:
        return named(self._user, self._referred(COMPANIES), section=self._section)

    @cached_property
    def _roles(self) -> dict[int, str]:
        return {role.pk: role.name for role in CompanyRole.objects.order_by("pk")}

    @cached_property
    def _contacts(self) -> dict[int, str]:
        rows = Contact.objects.visible_to(self._user).filter(
            pk__in=self._referred(["billing_contact", "contact"])
        )
        return {contact.pk: contact.full_name for contact in rows}

    @cached_property
    def _people(self) -> dict[str, str]:
        logins = self._referred(["owner", "person"])
        # Who may read a record may read who owned it.
        people = User.objects.filter(username__in=logins)  # unscoped: see above
        return {each.username: str(each) for each in people}

    @cached_property
    def _custom(self) -> dict[str, CustomField]:
        # Their ids are those of all rooms, and who reads a record reads what it holds.
        every = CustomField.objects.all()  # unscoped: see above
        return {
            str(each.pk): each for each in (every if self._custom_fields is None else self._custom_fields)
        }


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a record with each custom value under its own name, `custom.<id>`."""
    plain = {name: value for name, value in values.items() if name != "custom"}
    return plain | {f"{PREFIX}{key}": value for key, value in (values.get("custom") or {}).items()}


def flat_changes(fields: Fields) -> dict[str, tuple[Any, Any]]:
    """Return {name: (old, new)} with each changed custom value under its own name."""
    changed = {name: tuple(pair) for name, pair in fields.items() if name != "custom"}
    old, new = (flat({"custom": side}) for side in fields.get("custom", [{}, {}]))
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            changed[name] = (old.get(name), new.get(name))
    return changed


def custom_text(custom: CustomField, value: Any) -> str:
    """Return the stored value of a custom field as people read it."""
    readers: dict[str, Callable[[str], str]] = {
        CustomField.Type.DATE: day_text,
        CustomField.Type.NUMERIC: decimal_text,
    }
    return readers.get(custom.type, str)(str(value))


def day_text(value: str) -> str:
    """Return a stored day as people write it; text that is none stays as it is."""
    try:
        return strip_tags(day(datetime.date.fromisoformat(value)))
    except ValueError:
        return value


_READERS: Mapping[str, Callable[[Reading, Any], str]] = {
    "parent": Reading.company,
    "company": Reading.company,
    "role": Reading.role,
    "owner": Reading.person,
    "billing_contact": Reading.contact,
    "contact": Reading.contact,
    "person": Reading.person,
    "due_on": Reading.day,
    "country": Reading.country,
}
