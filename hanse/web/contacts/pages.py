"""What contacts say of their pages."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hanse.contacts.models import Contact
from hanse.web.contacts.list_page import LIST
from hanse.web.merging.kinds import CONTACTS
from hanse.web.merging.views import looks_like
from hanse.web.owned.pages import OwnedPages


def _farewell(contact: Contact) -> dict[str, Any]:
    return {"activities": contact.activities.count(), "files": contact.files.count()}


def _welcome(request: HttpRequest, contact: Contact) -> str:
    return looks_like(request, CONTACTS, contact)


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
    welcome=_welcome,
)
