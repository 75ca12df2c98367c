"""What a contact holds, declared once."""

from django.utils.translation import gettext_lazy as _

from hanse.foundation import fields
from hanse.foundation.fields import Field
from hanse.foundation.text import fold
from hanse.search.matching import search_text

FIELDS = (
    Field("company", _("Company"), fields.identifier, kind="company", required=True),
    Field("full_name", _("Full name"), fields.line(200), required=True),
    Field("email", _("E-mail"), fields.email, kind="email"),
    Field("phone", _("Phone"), fields.line(60), kind="phone"),
    Field("mobile", _("Mobile"), fields.line(60), kind="phone"),
    Field("position", _("Position"), fields.line(150)),
    Field("description", _("Description"), fields.lines(20000), kind="lines"),
    Field("disabled", _("Disabled"), fields.boolean, kind="boolean"),
)
PLAIN = ("full_name", "email", "phone", "mobile", "position", "description", "disabled")


def derive(contact) -> None:
    """Set the columns that follow from the values: what sorting and searching look at."""
    contact.sort_name = fold(contact.full_name)
    contact.search_text = search_text(
        contact.full_name, contact.email, contact.phone, contact.mobile, contact.position
    )
