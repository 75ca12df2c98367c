"""
What a room declares once of its pages: navigation, addresses, palette, search page and trash read it.

The settings name the declarations (WEB_ROOMS), so that the frame of the pages knows no room.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import URLPattern
from django.utils.module_loading import import_string

from hanse.accounts.access import Right, access_of
from hanse.foundation.errors import NotFound
from hanse.foundation.text import fold
from hanse.web.lists.page import ListPage


@dataclass(frozen=True)
class Command:
    """
    One thing to do from the palette.

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


def by_id(text: str) -> list[Q]:
    """Return the condition that a record has this id, for a text that can be one."""
    return [Q(pk=int(text))] if text.isdecimal() and len(text) < 19 else []


@dataclass(frozen=True)
class WebRoom:
    """
    The pages of one room: its list, its `urls` or the module that has them, the letter after G that leads to it.

    `found` begins every search and is then narrowed to the person, `beside` is what stands at the right of a name.
    `exact` turns a text into the conditions under which a record is precisely meant. `commands(user, record)` is what
    one may do with a record; `also` are other words for making a new one.
    """

    page: ListPage
    urls: str | list[URLPattern]
    key: str
    one: Any
    found: Callable[[], Any]
    order: str
    beside: Callable[[Any], str]
    commands: Callable[[Any, Any], list[Command]]
    also: Any
    exact: Callable[[str], list[Q]] = by_id
    new_icon: str = "plus"

    @property
    def kind(self) -> str:
        """The word of the journal for its records."""
        return self.page.room.kind

    @property
    def url(self) -> str:
        """Where its list is; a record is at its id below."""
        return self.page.url

    @property
    def avatar(self) -> str:
        """Round as a person, or square."""
        return "person" if self.page.are_people else "company"

    def is_shown(self, user) -> bool:
        """Tell whether these records exist for `user` at all."""
        return access_of(user).may(Right.VIEW, self.page.section)

    def get(self, user, pk: int) -> Any | None:
        """Return one record that `user` may see, or nothing."""
        if not self.is_shown(user):
            return None
        try:
            return self.found().get_visible(user, pk)
        except NotFound:
            return None


@lru_cache(maxsize=1)
def web_rooms() -> Sequence[WebRoom]:
    """Return every room that has pages, in the order of the navigation."""
    return tuple(import_string(name) for name in settings.WEB_ROOMS)
