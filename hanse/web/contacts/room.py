"""What contacts declare of their pages: how they are found, shown and acted on in palette and search."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.companies.querysets import decision
from hanse.contacts.models import Contact
from hanse.setup.models import Section
from hanse.web.contacts.list_page import LIST
from hanse.web.contacts.record import TABS
from hanse.web.palette.commands import tab_commands
from hanse.web.rooms import Command, WebRoom


def _commands(user, contact: Contact) -> list[Command]:
    """Return what `user` may do with a contact that he can see; its company must be loaded."""
    at = f"/contacts/{contact.pk}/"
    may_modify = decision(user, contact.company, Section.CONTACTS).may_modify
    found = []
    if may_modify:
        found += [
            Command(_("Edit contact"), "pencil", f"{at}edit/", also=_("change")),
            Command(
                _("Log activity"), "note", f"{at}?tab=activity#composer-text", also=_("note call meeting")
            ),
        ]
    if decision(user, contact.company).may_view:
        found.append(Command(_("Open its company"), "building", f"/companies/{contact.company_id}/"))
    found.append(Command(_("Who can see this"), "eye", f"{at}access/", also=_("access visible")))
    found += tab_commands(at, [(name, label) for name, (label, _template) in TABS.items()])
    if may_modify:
        found.append(Command(_("Delete contact"), "trash", f"{at}delete/", also=_("remove")))
    return found


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
