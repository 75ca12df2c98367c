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
from hanse.web.records.custom import blocks
from hanse.web.records.facts import Fact
from hanse.web.records.values import custom_text

LABELS = {field.name: field.label for field in FIELDS}


@dataclass(frozen=True)
class FactBlock:
    """The custom facts of one section; the empty ones are folded away."""

    name: str
    facts: list[Fact]
    empty: list[str]


def details(user, company: Company) -> list[Fact]:
    """Return the declared facts of a company that are not in its header; empty ones too, so that one sees what is missing."""
    contact = company.billing_contact
    days = company.payment_conditions
    conditions = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    wrong = {each.field: each.message for each in doubts(company.country, company.tax_id)}
    country = country_name(company.country, get_language() or "en") if company.country else ""
    return [
        _fact("tax_id", company.tax_id, "mono", doubt=wrong.get("tax_id", "")),
        _fact("country", country, doubt=wrong.get("country", "")),
        _fact("address", company.address, "lines"),
        _fact("phone", company.phone, "phone", f"tel:{''.join(company.phone.split())}"),
        _fact("email", company.email, "email", f"mailto:{company.email}"),
        _fact("website", company.website, "url", web_address(company.website)),
        _fact("payment_conditions", conditions),
        _fact(
            "billing_contact",
            contact.full_name if contact else "",
            "ref",
            f"/contacts/{contact.pk}/" if contact else "",
        ),
        _fact("comments", company.comments, "lines"),
    ]


def custom_blocks(fields: Sequence[CustomField], values: Mapping[str, Any]) -> list[FactBlock]:
    """Return the custom facts by section."""
    return [
        FactBlock(
            block.name,
            [_custom_fact(each, values[str(each.pk)]) for each in block.fields if values.get(str(each.pk))],
            [each.label for each in block.fields if not values.get(str(each.pk))],
        )
        for block in blocks(fields)
    ]


def web_address(website: str) -> str:
    """Return a website as an address to follow: only http and https ever get here."""
    return website if website.lower().startswith(("http://", "https://")) else f"https://{website}"


def _fact(name: str, value: str, kind: str = "text", address: str = "", doubt: str = "") -> Fact:
    return Fact(str(LABELS[name]), value, kind, address if value else "", doubt)


def _custom_fact(field: CustomField, value: str) -> Fact:
    if field.type == CustomField.Type.TEXTAREA:
        return Fact(field.label, value, "lines")
    return Fact(field.label, custom_text(field, value))
