"""The export of companies: every column of the table and of the installation, a million rows with constant memory."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hanse.accounts.models import User
from hanse.companies.importing import OWN, TARGETS
from hanse.companies.models import CompanyRole
from hanse.customfields.values import fields_of
from hanse.foundation.table import Column
from hanse.imports.installation import mark
from hanse.imports.layout import words

AT_ONCE = 5000
COLUMNS = (
    "pk", "name", "address", "tax_id", "country", "phone", "email", "website", "comments", "payment_conditions",
    "role_id", "parent_id", "owner_id", "billing_contact_id", "custom", "last_activity",
)  # fmt: skip


class Role(NamedTuple):
    """A role by the word that the import finds it by."""

    name: str


class Owner(NamedTuple):
    """An owner by his login."""

    username: str


class Record:
    """A company as the columns of the table read it, without a model object."""

    __slots__ = (*COLUMNS, "role", "owner")

    def __init__(self, row: tuple, roles: dict[int, Role], owners: dict[int, Owner]) -> None:
        (
            self.pk, self.name, self.address, self.tax_id, self.country, self.phone, self.email, self.website,
            self.comments, self.payment_conditions, self.role_id, self.parent_id, self.owner_id,
            self.billing_contact_id, self.custom, self.last_activity,
        ) = row  # fmt: skip
        self.role = roles.get(self.role_id)
        self.owner = owners[self.owner_id]


def records(queryset: QuerySet) -> Iterator[Record]:
    """Yield the companies of a narrowed queryset in the order of their ids, page by page."""
    roles = {
        pk: Role(str(pk) if name.isdecimal() else name)
        for pk, name in CompanyRole.objects.values_list("pk", "name")
    }
    owners: dict[int, Owner] = {}
    last = 0
    while page := list(queryset.filter(pk__gt=last).order_by("pk").values_list(*COLUMNS)[:AT_ONCE]):
        _add_owners(owners, {row[12] for row in page})
        for row in page:
            yield Record(row, roles, owners)
        last = page[-1][0]


def _add_owners(owners: dict[int, Owner], ids: set[int]) -> None:
    missing = ids - set(owners)
    if missing:
        for pk, username in User.objects.filter(pk__in=missing).values_list("pk", "username"):
            owners[pk] = Owner(username)


def more_columns() -> list[Column]:
    """Return the columns beside the table's: billing contact, custom fields, and where ids mean something."""
    here = mark()
    columns = [Column("billing_contact", _("Billing contact"), lambda company: company.billing_contact_id)]
    columns += [_custom_column(str(field.pk), field.label) for field in fields_of("company")]
    return [*columns, Column("installation", _("Installation"), lambda company: here)]


def _custom_column(key: str, label: str) -> Column:
    heading = custom_heading(key, label)
    return Column(heading, label, lambda company: company.custom.get(key, ""), word=f"custom.{key}")


def custom_heading(key: str, label: str) -> str:
    """Return the heading of a custom field: its label, with its id where that could be taken for another column."""
    meaning = words(label)
    known = {word for target in TARGETS for word in (*target.words, words(str(target.label)))} | {
        words(name) for name in OWN
    }
    return f"{label} (custom {key})" if meaning in known or not meaning else label
