"""What the palette answers: lines in groups, by what was typed and where."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hanse.companies.models import Company
from hanse.companies.querysets import decision
from hanse.foundation.text import search_words
from hanse.web.palette.commands import general_commands, matching_commands
from hanse.web.palette.marking import Part, marked
from hanse.web.palette.people import owners_to_choose, people_lines
from hanse.web.rooms import Command, WebRoom, web_rooms
from hanse.web.search.finding import Hit, find, find_exactly, hit

MOST, MOST_COMMANDS, MOST_RECENT = 5, 6, 8
_RECORD = re.compile(r"(/\w+/)(\d{1,18})/")


@dataclass(frozen=True)
class Line:
    """One line; it has the `address` it leads to, or `press`, `step` or `value` for what happens instead."""

    parts: list[Part]
    more: str = ""
    icon: str = ""
    avatar: str = ""
    address: str = ""
    press: str = ""
    step: str = ""
    value: str = ""

    @property
    def name(self) -> str:
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True)
class Lines:
    """Lines under a title; `post` is where their values are sent."""

    title: str
    lines: list[Line]
    post: str = ""


@dataclass(frozen=True)
class Page:
    """The record that is open behind the palette, as far as the person may see it."""

    room: WebRoom
    record: Any


@dataclass(frozen=True)
class Asked:
    """One question to the palette."""

    text: str
    page: Page | None = None
    recent: Sequence[tuple[WebRoom, int]] = field(default_factory=list)
    step: str = ""


def read_page(user, path: str) -> Page | None:
    """Return the record that the page at `path` is about, if `user` may see it."""
    found = _RECORD.match(path[:200])
    room = _room_at(found[1]) if found else None
    record = room.get(user, int(found[2])) if found and room else None
    return Page(room, record) if room and record is not None else None


def read_recent(text: str) -> list[tuple[WebRoom, int]]:
    """Return the records that a browser remembers; whether the person may see them is asked afterwards."""
    found = []
    for path in text[:1000].split():
        parts = _RECORD.fullmatch(path)
        room = _room_at(parts[1]) if parts else None
        if parts and room and (room, int(parts[2])) not in found:
            found.append((room, int(parts[2])))
    return found[:MOST_RECENT]


def answer(user, asked: Asked) -> list[Lines]:
    """Return the lines for what `user` has typed; empty groups are left out."""
    sign, rest = asked.text[:1], asked.text[1:].strip()
    if asked.step == "owner":
        groups = _owners(user, asked)
    elif sign == ">":
        groups = _commands(user, asked.page, rest, most=None)
    elif sign == "#":
        groups = [_records(_("By number"), find_exactly(user, rest), rest)]
    elif sign == "@":
        groups = _people(user, rest)
    elif asked.text:
        groups = _found(user, asked)
    else:
        groups = _at_rest(user, asked)
    return [group for group in groups if group.lines]


def _room_at(address: str) -> WebRoom | None:
    return next((room for room in web_rooms() if room.url == address), None)


def _at_rest(user, asked: Asked) -> list[Lines]:
    here, everywhere = _commands(user, asked.page, "", most=None, quiet=False)
    return [here, Lines(_("Recent"), _recent(user, asked.recent)), everywhere]


def _found(user, asked: Asked) -> list[Lines]:
    text = asked.text
    groups = find(user, text, most=MOST)
    exact = [each for group in groups for each in group.hits if each.is_exact]
    rest = [Line([Part(_("Search everything for “%s”") % text)], icon="search", address=_search(text))]
    return [
        _records(_("Exactly this"), exact, text),
        *_commands(user, asked.page, text, most=MOST_COMMANDS),
        *[
            _records(group.title, [each for each in group.hits if not each.is_exact], text)
            for group in groups
        ],
        Lines(_("More") if groups else _("Nothing found here"), rest),
    ]


def _people(user, text: str) -> list[Lines]:
    groups = find(user, text, most=MOST, rooms=[room for room in web_rooms() if room.page.are_people])
    users = [
        Line(marked(each.name, search_words(text)), each.company, avatar="person", address=each.address)
        for each in people_lines(user, text, MOST)
    ]
    return [*[_records(group.title, group.hits, text) for group in groups], Lines(_("Users"), users)]


def _owners(user, asked: Asked) -> list[Lines]:
    page = asked.page
    if page is None or not isinstance(page.record, Company) or not decision(user, page.record).may_modify:
        return []
    words = search_words(asked.text)
    lines = [
        Line(marked(each.name, words), each.company, avatar="person", value=each.username)
        for each in owners_to_choose(user, page.record, asked.text)
    ]
    title = _("New owner of %s") % page.record.name
    return [Lines(title, lines, post=f"/palette/companies/{page.record.pk}/owner/")]


def _commands(user, page: Page | None, text: str, *, most: int | None, quiet: bool = True) -> list[Lines]:
    here = matching_commands(page.room.commands(user, page.record), text) if page else []
    here = [command for command in here if quiet or not command.is_quiet]
    everywhere = matching_commands(general_commands(user), text)
    if most is not None:
        here, everywhere = here[:most], everywhere[: max(most - len(here), 1)]
    words = search_words(text)
    return [
        Lines(str(page.record) if page else "", [_command(each, words) for each in here]),
        Lines(_("Actions"), [_command(each, words) for each in everywhere]),
    ]


def _command(command: Command, words: Sequence[str]) -> Line:
    return Line(
        marked(command.label, words),
        icon=command.icon,
        address=command.address,
        press=command.press,
        step=command.step,
    )


def _records(title: str, hits: Iterable[Hit], text: str) -> Lines:
    words = search_words(text)
    return Lines(
        title,
        [Line(marked(each.name, words), each.more, avatar=each.kind, address=each.address) for each in hits],
    )


def _recent(user, recent: Sequence[tuple[WebRoom, int]]) -> list[Line]:
    """In the order in which they were opened; one question per room."""
    hits: dict[tuple[str, int], Hit] = {}
    for room in web_rooms():
        ids = [pk for each, pk in recent if each is room]
        if ids and room.is_shown(user):
            for row in room.found().visible_to(user).filter(pk__in=ids):
                hits[room.url, row.pk] = hit(room, row)
    seen = [hits[room.url, pk] for room, pk in recent if (room.url, pk) in hits]
    return _records("", seen, "").lines


def _search(text: str) -> str:
    return f"/search/?{urlencode({'q': text})}"
