"""
A language that nobody speaks: every text that is handed to gettext comes back between ⟦ and ⟧.

It stands in the place of Spanish, so that pages come to it the way people do. What a page shows without the brackets was
written into the code instead of being handed to gettext.
"""

import re
from contextlib import contextmanager
from html.parser import HTMLParser

from django.utils.translation import trans_real

OPEN, CLOSE = "⟦", "⟧"
SPOKEN = {"aria-label", "aria-description", "title", "placeholder", "alt", "data-label"}
SILENT = {"script", "style", "code", "kbd", "time"}
VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
    "use",
}
# A text that was cut off has lost its bracket; it ends here at the latest.
BLOCKS = {
    "p",
    "li",
    "td",
    "th",
    "dd",
    "dt",
    "div",
    "h1",
    "h2",
    "h3",
    "label",
    "button",
    "option",
    "section",
    "title",
}
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")


class Pseudo:
    """As much of a catalogue as Django asks for."""

    def gettext(self, message: str) -> str:
        return OPEN + message.rpartition("\x04")[2] + CLOSE if message else message

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)

    def language(self) -> str:
        return "es"

    def to_language(self) -> str:
        return "es"


@contextmanager
def spoken():
    """Let Spanish be that language."""
    kept = trans_real._translations.get("es")
    trans_real._translations["es"] = Pseudo()
    try:
        yield
    finally:
        if kept is None:
            del trans_real._translations["es"]
        else:
            trans_real._translations["es"] = kept


class Texts(HTMLParser):
    """
    Collects what a page says outside of the brackets: its texts, and the attributes that are shown or read out.

    What is in <code>, <kbd> or <time> are codes, keys and moments; what is hidden from readers is decoration.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.bare: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._depth = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        spoken = {value for name, value in attrs if name in SPOKEN and value and tag != "time"}
        if tag in {"input", "button"} and given.get("type") in {"submit", "button"} and tag == "input":
            spoken.add(given.get("value") or "")
        for text in spoken:
            self.bare.append(_bare(text, 0)[0])
        if tag not in VOID:
            self._open.append((tag, tag in SILENT or given.get("aria-hidden") == "true"))

    def handle_endtag(self, tag):
        if tag in VOID or tag not in [name for name, _silent in self._open]:
            return
        while self._open.pop()[0] != tag:
            pass
        if tag in BLOCKS:
            self._depth = 0

    def handle_data(self, data):
        if not any(silent for _name, silent in self._open):
            bare, self._depth = _bare(data, self._depth)
            self.bare.append(bare)


def _bare(text: str, depth: int) -> tuple[str, int]:
    """Return what of a text is outside of all brackets, and how many are still open after it."""
    kept = []
    for piece in re.split(f"([{OPEN}{CLOSE}])", text):
        if piece == OPEN:
            depth += 1
        elif piece == CLOSE:
            depth = max(depth - 1, 0)
        elif depth == 0:
            kept.append(piece)
    return " ".join(kept), depth


def unwrapped(page: str, known: list[str]) -> list[str]:
    """Return the texts of a page that hold words of their own; `known` are texts that people or the world have written."""
    reader = Texts()
    reader.feed(page)
    found = []
    for text in reader.bare:
        rest = text
        for each in known:
            rest = rest.replace(each, " ")
        if WORD.search(rest):
            found.append(" ".join(text.split()))
    return list(dict.fromkeys(found))
