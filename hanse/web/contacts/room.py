"""What contacts declare of their pages: how they are found, shown and acted on in palette and search."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.contacts.models import Contact
from hanse.web.contacts.list_page import LIST
from hanse.web.contacts.pages import PAGES
from hanse.web.contacts.record import TABS
from hanse.web.owned.record import record_commands
from hanse.web.rooms import Command, WebRoom


def _commands(user, contact: Contact) -> list[Command]:
    at = f"/contacts/{contact.pk}/"
    log = f"{at}?tab=activity#composer-text"
    return record_commands(
        PAGES,
        user,
        contact,
        tabs=[(name, label) for name, (label, _template) in TABS.items()],
        more=[Command(_("Log activity"), "note", log, also=_("note call meeting"))],
        rare=[Command(_("Merge with…"), "swap", f"{at}merge/", also=_("duplicate same twin"))],
    )


def _beside(contact: Contact) -> str:
    return " · ".join(filter(None, [contact.company.name, contact.position]))


CONTACTS = WebRoom(
    page=LIST,
    urls="hanse.web.contacts.urls",
    key="p",
    one=gettext_lazy("Contact"),
    found=lambda: Contact.objects.select_related("company").defer("description", "company__custom"),
    order="sort_name",
    beside=_beside,
    commands=_commands,
    also=gettext_lazy("add create person"),
    new_icon="user-plus",
)
