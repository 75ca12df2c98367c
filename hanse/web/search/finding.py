"""Finding records by words, within what a person may see; what is meant exactly comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from hanse.foundation.text import clean_line, fold
from hanse.search.matching import LAST, TRIGRAM, first_matching, matching
from hanse.web.rooms import WebRoom, web_rooms

MOST, SORTED = 10, 100


@dataclass(frozen=True)
class Hit:
    """One found record; `is_exact` where its id or number was typed."""

    name: str
    address: str
    more: str
    kind: str
    is_exact: bool = False


@dataclass(frozen=True)
class Group:
    """The hits of one kind; `all_address` leads to the list that shows the rest, where there is more."""

    title: str
    hits: list[Hit]
    all_address: str


def find(user, text: str, *, most: int = MOST, rooms: Sequence[WebRoom] | None = None) -> list[Group]:
    """Return what `user` may see of what `text` finds, `most` of each kind; nothing for an empty text."""
    text = clean_line(text)[:200]
    if not text:
        return []
    groups = [
        _group(user, room, text, most)
        for room in (web_rooms() if rooms is None else rooms)
        if room.is_shown(user)
    ]
    return [group for group in groups if group.hits]


def find_exactly(user, text: str) -> list[Hit]:
    """Return the records whose id or number is `text`, of every kind."""
    return [
        hit(room, row, is_exact=True)
        for room in web_rooms()
        if room.is_shown(user)
        for row in _exact(room.found().visible_to(user), room, text, MOST)
    ]


def hit(room: WebRoom, row: Any, *, is_exact: bool = False) -> Hit:
    """Return a record as it is shown among others."""
    return Hit(str(row), f"{room.url}{row.pk}/", room.beside(row), room.avatar, is_exact)


def _group(user, room: WebRoom, text: str, most: int) -> Group:
    visible = room.found().visible_to(user)
    exact = _exact(visible, room, text, most)
    found = {row.pk: row for row in exact}
    start = fold(text)
    beginning = visible.filter(sort_name__gte=start, sort_name__lt=start + LAST).order_by("sort_name", "id")
    _add(found, beginning[: most + 1])
    # One or two letters alone are the beginning of a name in any case.
    if len(found) <= most and len(start) >= TRIGRAM:
        _add(found, _others(user, room, text)[: most + 1])
    hits = [hit(room, row, is_exact=row in exact) for row in list(found.values())[:most]]
    rest = f"{room.url}?{urlencode({'search': text})}" if len(found) > most else ""
    return Group(str(room.page.words.title), hits, rest)


def _exact(visible: QuerySet, room: WebRoom, text: str, most: int) -> list[Any]:
    return [row for question in room.exact(text) for row in visible.filter(question)[:most]]


def _others(user, room: WebRoom, text: str) -> QuerySet:
    """The records that hold the words anywhere, in the order of their room."""
    if room.order == "sort_name":
        # What words match stands together in this order, so nobody can tell how far one would have to walk along it
        # to meet the first: a part is taken as it comes and put in order.
        some = matching(room.found(), text).visible_to(user, counting=True).order_by().values("pk")[:SORTED]
        return room.found().filter(pk__in=some).order_by("sort_name", "id")
    return first_matching(room.found().visible_to(user), text).order_by(room.order, "-id")


def _add(found: dict[int, Any], rows: QuerySet) -> None:
    for row in rows:
        found.setdefault(row.pk, row)
