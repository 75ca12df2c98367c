"""What a person may do from the palette: the same decisions as the pages make, said as lines."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.foundation.text import search_words
from hanse.setup.models import Section
from hanse.web.rooms import Command, web_rooms
from hanse.web.setup.frame import PAGES

THEMES = (("light", "sun"), ("dark", "moon"), ("system", "system"))


def matching_commands(commands: Sequence[Command], text: str) -> list[Command]:
    """Return the commands that `text` means; all for an empty one."""
    words = search_words(text)
    return [command for command in commands if command.answers(words)]


def general_commands(user) -> list[Command]:
    """Return what `user` may do on any page."""
    return [*_new(user), *_places(user), *_own(user)]


def tab_commands(at: str, tabs: Sequence[tuple[str, Any]]) -> list[Command]:
    """Return the ways to the tabs of a record: name and label of each; the first one is the page itself."""
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
    found = [
        Command(str(room.page.words.new), room.new_icon, f"{room.url}new/", also=str(room.also))
        for room in web_rooms()
        if access.may(Right.WRITE, room.page.section)
    ]
    if access.may(Right.WRITE, Section.COMPANIES):
        found.append(Command(_("Import a file"), "upload", "/imports/", also=_("csv excel upload")))
    return found


def _places(user) -> list[Command]:
    access = access_of(user)
    found = [Command(_("Go home"), "home", "/", also=_("start dashboard"))]
    found += [
        Command(_("Go to %s") % room.page.words.title, room.page.icon, room.url, also=_("list open"))
        for room in web_rooms()
        if room.is_shown(user)
    ]
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
