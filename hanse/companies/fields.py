"""What a company holds, declared once: page, API, import and journal read this list."""

from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.foundation import fields
from hanse.foundation.countries import country_name
from hanse.foundation.errors import BadValue
from hanse.foundation.fields import Field
from hanse.foundation.text import fold, same_key
from hanse.search.matching import search_text

MOST_DAYS = 3650


def _login(raw) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise BadValue(_("Write a login name."))
    return fields.line(60)(raw)


def custom_values(raw) -> dict:
    """Values of custom fields by id; what each may be is checked by its field."""
    if raw in (None, ""):
        return {}
    if not isinstance(raw, dict):
        raise BadValue(_("Write an object of field ids and values."))
    return raw


FIELDS = (
    Field("name", gettext_lazy("Name"), fields.line(300), required=True),
    Field("address", gettext_lazy("Address"), fields.lines(1000), kind="lines"),
    Field("tax_id", gettext_lazy("Tax ID"), fields.line(60)),
    Field("country", gettext_lazy("Country"), fields.country, kind="country"),
    Field("phone", gettext_lazy("Phone"), fields.line(60), kind="phone"),
    Field("email", gettext_lazy("E-mail"), fields.email, kind="email"),
    Field("website", gettext_lazy("Website"), fields.url, kind="url"),
    Field("comments", gettext_lazy("Comments"), fields.lines(20000), kind="lines"),
    Field("role", gettext_lazy("Role"), fields.identifier, kind="choice"),
    Field("parent", gettext_lazy("Parent"), fields.identifier, kind="company"),
    Field("owner", gettext_lazy("Owner"), _login, kind="user"),
    Field("billing_contact", gettext_lazy("Billing contact"), fields.identifier, kind="contact"),
    Field(
        "payment_conditions",
        gettext_lazy("Payment conditions"),
        fields.whole(0, MOST_DAYS, empty=30),
        kind="number",
        help=gettext_lazy("Days from issue to due date."),
    ),
    Field("custom", gettext_lazy("Custom fields"), custom_values, kind="custom"),
)
PLAIN = (
    "name",
    "address",
    "tax_id",
    "country",
    "phone",
    "email",
    "website",
    "comments",
    "payment_conditions",
)

_PLAIN_VALUES = attrgetter(*PLAIN)


def tax_key(tax_id: str) -> str:
    """Return what two tax IDs must share to be the same: letters and digits; blanks, dots and dashes do not count."""
    if tax_id.isalnum():
        return tax_id.upper()
    return "".join(letter for letter in tax_id.upper() if letter.isalnum())


def derive(company) -> None:
    """Set the columns that follow from the values: what sorting, searching and uniqueness look at."""
    company.sort_name = fold(company.name)
    company.name_key = same_key(company.name)
    company.tax_key = tax_key(company.tax_id)
    company.search_text = search_text(
        company.name,
        company.tax_id,
        company.tax_key if company.tax_key != company.tax_id else "",
        company.address,
        company.email,
        company.website,
        company.phone,
        _country_words(company.country),
    )


def _country_words(country: str) -> str:
    return country_name(country, "en") if country else ""


def values_of(company) -> dict:
    """Return a company in the words of the API, the export and the journal. Its owner must be loaded."""
    return dict(zip(PLAIN, _PLAIN_VALUES(company), strict=True)) | {
        "role": company.role_id,
        "parent": company.parent_id,
        "owner": company.owner.username,
        "billing_contact": company.billing_contact_id,
        "custom": dict(company.custom),
    }
