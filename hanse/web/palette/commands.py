"""What a person may do from the palette: the same decisions as the pages make, said as lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.companies.models import Company
from hanse.companies.querysets import decision
from hanse.contacts.models import Contact
from hanse.foundation.text import fold, search_words
from hanse.setup.models import Section
from hanse.web.companies.edit import may_delete
from hanse.web.companies.tabs import TABS as COMPANY_TABS
from hanse.web.contacts.record import TABS as CONTACT_TABS
from hanse.web.context import SECTIONS
from hanse.web.setup.frame import PAGES

THEMES = (("light", "sun"), ("dark", "moon"), ("system", "system"))


@dataclass(frozen=True)
class Command:
    """
    One thing to do.

    It has an `address` to go to, or `press`, the control of the page that does it, or `step`, the question that comes
    next. `also` holds other words by which one would look for it. A quiet one is only shown when it is asked for.
    """

    label: str
    icon: str
    address: str = ""
    press: str = ""
    step: str = ""
    also: str = ""
    is_quiet: bool = False

    def answers(self, words: Sequence[str]) -> bool:
        """Tell whether each of these folded words begins a word of this command."""
        own = fold(f"{self.label} {self.also}").split()
        return all(any(each.startswith(word) for each in own) for word in words)


def matching_commands(commands: Sequence[Command], text: str) -> list[Command]:
    """Return the commands that `text` means; all for an empty one."""
    words = search_words(text)
    return [command for command in commands if command.answers(words)]


def company_commands(user, company: Company) -> list[Command]:
    """Return what `user` may do with a company that he can see."""
    at = f"/companies/{company.pk}/"
    access, may_modify = access_of(user), decision(user, company).may_modify
    found = []
    if may_modify:
        found += [
            Command(_("Edit company"), "pencil", f"{at}edit/", also=_("change")),
            Command(
                _("Log activity"), "note", f"{at}?tab=activity#composer-text", also=_("note call meeting")
            ),
            Command(_("Change owner"), "swap", step="owner", also=_("hand over assign")),
        ]
    if decision(user, company, Section.CONTACTS).may_modify:
        found.append(Command(_("New contact here"), "user-plus", f"/contacts/new/?company={company.pk}"))
    if access.may(Right.WRITE):
        found.append(Command(_("New subsidiary"), "tree", f"/companies/new/?parent={company.pk}"))
    found.append(Command(_("Who can see this"), "eye", f"{at}access/", also=_("access visible")))
    tabs = [(tab.name, tab.label) for tab in COMPANY_TABS if tab.is_shown(user)]
    found += _tabs(at, tabs)
    if may_delete(user, company):
        found.append(Command(_("Delete company"), "trash", f"{at}delete/", also=_("remove")))
    return found


def contact_commands(user, contact: Contact) -> list[Command]:
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
    found += _tabs(at, [(name, label) for name, (label, _template) in CONTACT_TABS.items()])
    if may_modify:
        found.append(Command(_("Delete contact"), "trash", f"{at}delete/", also=_("remove")))
    return found


def general_commands(user) -> list[Command]:
    """Return what `user` may do on any page."""
    return [*_new(user), *_places(user), *_own(user)]


def _tabs(at: str, tabs: Sequence[tuple[str, Any]]) -> list[Command]:
    """The first tab is the page itself."""
    return [
        Command(
            _("Show %s") % label,
            "list",
            at if number == 0 else f"{at}?tab={name}",
            also=_("tab"),
            is_quiet=True,
        )
        for number, (name, label) in enumerate(tabs)
    ]


def _new(user) -> list[Command]:
    access = access_of(user)
    found = []
    if access.may(Right.WRITE, Section.COMPANIES):
        found.append(Command(_("New company"), "plus", "/companies/new/", also=_("add create")))
    if access.may(Right.WRITE, Section.CONTACTS):
        found.append(Command(_("New contact"), "user-plus", "/contacts/new/", also=_("add create person")))
    if access.may(Right.WRITE, Section.COMPANIES):
        found.append(Command(_("Import a file"), "upload", "/imports/", also=_("csv excel upload")))
    return found


def _places(user) -> list[Command]:
    access = access_of(user)
    found = [Command(_("Go home"), "home", "/", also=_("start dashboard"))]
    for section, label, address, icon, _key in SECTIONS:
        if access.may(Right.VIEW, section):
            found.append(Command(_("Go to %s") % label, icon, address, also=_("list open")))
    found.append(
        Command(_("Go to your profile"), "user", "/profile/", also=_("password language token settings"))
    )
    if access.is_superadmin:
        found.append(Command(_("Go to Setup"), "gear", reverse("setup:index"), also=_("settings")))
        for word, label, icon, about in PAGES:
            found.append(Command(_("Setup: %s") % label, icon, reverse(f"setup:{word}"), also=str(about)))
    return found


def _own(user) -> list[Command]:
    labels = {"light": _("Light theme"), "dark": _("Dark theme"), "system": _("Theme as the system")}
    found = [
        Command(
            labels[name], icon, press=f"#user-menu [name=theme][value={name}]", also=_("appearance colours")
        )
        for name, icon in THEMES
        if name != user.theme
    ]
    return [
        *found,
        Command(
            _("Keyboard shortcuts"), "keyboard", press="#user-menu [data-opens=keys]", also=_("keys help")
        ),
        Command(_("Sign out"), "logout", press="#user-menu [action='/logout/'] button", also=_("log leave")),
    ]
