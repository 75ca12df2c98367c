"""Marking in a name what was searched for, whatever its case and accents."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from hanse.foundation.text import fold


@dataclass(frozen=True)
class Part:
    """A piece of a name; `is_hit` where it is what was typed."""

    text: str
    is_hit: bool = False


def marked(name: str, words: Sequence[str]) -> list[Part]:
    """Return `name` in pieces, in which the first occurrence of each folded word is marked."""
    folded, origin = _folded(name)
    hit: set[int] = set()
    for word in words:
        at = _beginning(folded, word)
        hit.update(origin[max(at, 0) : at + len(word)] if at >= 0 else [])
    pieces = groupby(range(len(name)), key=lambda place: place in hit)
    return [Part("".join(name[place] for place in places), is_hit) for is_hit, places in pieces]


def _folded(name: str) -> tuple[str, list[int]]:
    """The folded name, and for each of its letters the place in `name` that it comes from."""
    letters, origin = [], []
    for place, letter in enumerate(name):
        for each in fold(letter) or (" " if letter.isspace() else ""):
            letters.append(each)
            origin.append(place)
    return "".join(letters), origin


def _beginning(folded: str, word: str) -> int:
    """Where `word` begins: at the start of a word if it can, else anywhere, -1 for nowhere."""
    at = f" {folded}".find(f" {word}")
    return at if at >= 0 else folded.find(word)
