"""What a company is, as labels and values for its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext

from hanse.companies.doubts import doubts
from hanse.companies.fields import FIELDS
from hanse.companies.models import Company
from hanse.customfields.models import CustomField
from hanse.foundation.countries import country_name
from hanse.web.records.custom import PREFIX, blocks
from hanse.web.records.facts import Fact
from hanse.web.records.values import custom_text

LABELS = {field.name: field.label for field in FIELDS}


@dataclass(frozen=True)
class FactBlock:
    """The custom facts of one section; the empty ones are folded away."""

    name: str
    facts: list[Fact]
    empty: list[Fact]


def details(company: Company, *, has_people: bool = True) -> list[Fact]:
    """
    Return the declared facts of a company but for whose it is, which its header says; empty ones too, so that one sees what is missing.

    Without people nobody can be chosen to bill to.
    """
    contact = company.billing_contact
    days = company.payment_conditions
    conditions = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    wrong = {each.field: each.message for each in doubts(company.country, company.tax_id)}
    country = country_name(company.country, get_language() or "en") if company.country else ""
    billing = (
        _fact("billing_contact", contact.full_name, "ref", f"/contacts/{contact.pk}/") if contact else None
    )
    return [
        _fact("name", company.name),
        _fact("role", company.role.name if company.role else ""),
        _fact("tax_id", company.tax_id, "mono", doubt=wrong.get("tax_id", "")),
        _fact("country", country, doubt=wrong.get("country", "")),
        _fact("address", company.address, "lines"),
        _fact("phone", company.phone, "phone", f"tel:{''.join(company.phone.split())}"),
        _fact("email", company.email, "email", f"mailto:{company.email}"),
        _fact("website", company.website, "url", web_address(company.website)),
        _fact("payment_conditions", conditions),
        billing or Fact(str(LABELS["billing_contact"]), "", name="billing_contact" if has_people else ""),
        _fact("comments", company.comments, "lines"),
    ]


def custom_blocks(fields: Sequence[CustomField], values: Mapping[str, Any]) -> list[FactBlock]:
    """Return the custom facts by section."""
    return [
        FactBlock(
            block.name,
            [_custom_fact(each, values[str(each.pk)]) for each in block.fields if values.get(str(each.pk))],
            [_custom_fact(each, "") for each in block.fields if not values.get(str(each.pk))],
        )
        for block in blocks(fields)
    ]


def web_address(website: str) -> str:
    """Return a website as an address to follow: only http and https ever get here."""
    return website if website.lower().startswith(("http://", "https://")) else f"https://{website}"


def _fact(name: str, value: str, kind: str = "text", address: str = "", doubt: str = "") -> Fact:
    return Fact(str(LABELS[name]), value, kind, address if value else "", doubt, name)


def _custom_fact(field: CustomField, value: str) -> Fact:
    name = f"{PREFIX}{field.pk}"
    if field.type == CustomField.Type.TEXTAREA:
        return Fact(field.label, value, "lines", name=name)
    return Fact(field.label, custom_text(field, value) if value else "", name=name)
