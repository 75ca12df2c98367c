"""The list of contacts: columns, filters and sorts, read by page, export, API and palette."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hanse.companies.owned import by_company
from hanse.foundation import fields
from hanse.foundation.table import Column, Filter, Table, rarely
from hanse.search.matching import matching


def _by_disabled(queryset: QuerySet, values: list[str]) -> QuerySet:
    return rarely(queryset, disabled=True) if fields.boolean(values[0]) else queryset.filter(disabled=False)


def _plain(name: str):
    return lambda contact: getattr(contact, name)


CONTACTS = Table(
    kind="contacts",
    columns=(
        Column("id", _("ID"), _plain("pk"), kind="id", shown=False),
        Column("full_name", _("Full name"), _plain("full_name"), kind="title"),
        Column("company", _("Company"), lambda contact: contact.company_id, kind="company"),
        Column("company_name", _("Company name"), lambda contact: contact.company.name, shown=False),
        Column("position", _("Position"), _plain("position")),
        Column("email", _("E-mail"), _plain("email"), kind="email"),
        Column("phone", _("Phone"), _plain("phone"), kind="phone"),
        Column("mobile", _("Mobile"), _plain("mobile"), kind="phone", shown=False),
        Column("description", _("Description"), _plain("description"), shown=False),
        Column("disabled", _("Disabled"), _plain("disabled"), kind="boolean", shown=False),
    ),
    filters=(
        Filter("company", _("Company"), by_company, kind="company", many=True),
        Filter("disabled", _("Disabled"), _by_disabled, kind="boolean"),
    ),
    sorts={"name": "sort_name", "id": "id"},
    default_sort="name",
    search=matching,
)
