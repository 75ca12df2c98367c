"""Folding: one way to compare, sort and search text, the same on every database."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
# C0 and C1 controls but tab and line breaks, and the marks that turn the reading direction.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f‪-‮⁦-⁩﻿]")
_SPECIAL = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d"}
)


def fold(text: str) -> str:
    """Return `text` without case, accents and doubled blanks: what searching and sorting look at."""
    if text.isascii():
        return _one_line(text).lower()
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return _SPACE.sub(" ", bare.translate(_SPECIAL)).strip()


def same_key(text: str) -> str:
    """Return what two names must share to count as the same: case and doubled blanks are ignored, accents are not."""
    if text.isascii():
        return _one_line(text).lower()
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text).casefold()).strip()


def clean_line(text: str) -> str:
    """Return one line: no control characters, blanks and line breaks made one blank each."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACE.sub(" ", unicodedata.normalize("NFC", _UNWANTED.sub("", text))).strip()


def clean_lines(text: str) -> str:
    """Return text of many lines: no control characters, line ends made `\\n`, outer blanks gone."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()


def search_words(query: str) -> list[str]:
    """Return the folded words of a query, at most eight: what a row must contain, each somewhere."""
    return fold(query[:200]).split(" ")[:8] if query.strip() else []


def _one_line(text: str) -> str:
    """Return text with every run of blanks made one; most texts have none to make."""
    return text.strip() if text.isprintable() and "  " not in text else _SPACE.sub(" ", text).strip()
