"""What contacts say of their pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hanse.contacts.models import Contact
from hanse.web.contacts.list_page import LIST
from hanse.web.owned.pages import OwnedPages


def _farewell(contact: Contact) -> dict[str, Any]:
    return {"activities": contact.activities.count(), "files": contact.files.count()}


PAGES = OwnedPages(
    list=LIST,
    parts=(
        (_("Person"), ("full_name", "position", "company")),
        (_("Reaching them"), ("email", "phone", "mobile")),
        (_("Notes"), ("description", "disabled")),
    ),
    add=_("Add contact"),
    edit=_("Edit contact"),
    save=_("Save contact"),
    delete=_("Delete contact"),
    wide=frozenset({"description", "disabled", "company"}),
    templates={"record": "contacts/record.html", "delete": "contacts/delete.html"},
    hints="/contacts/",
    farewell=_farewell,
)
