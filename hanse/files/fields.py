"""What people may say about a file."""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _

from hanse.foundation.fields import Field, lines

LONGEST = 200
# The joiners that some scripts and emoji are written with.
_JOINERS = "\u200c\u200d"


def label(raw: Any) -> str:
    """
    Return a name that is safe to show and to save under: no folders, no control or direction marks, 200 characters.

    Whatever is handed in becomes a label, never a refusal; nothing at all becomes “file”.
    """
    text = unicodedata.normalize("NFC", re.split(r"[/\\]", str(raw or ""))[-1])
    text = "".join(letter for letter in text if _shows(letter))
    text = re.sub(r"\s+", " ", text).strip(" .")
    return _shortened(text) or "file"


def _shows(letter: str) -> bool:
    return (
        letter in _JOINERS
        or letter.isspace()
        or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Cn", "Co"}
    )


def _shortened(text: str) -> str:
    """Cut what is too long before its ending, so that the ending stays."""
    if len(text) <= LONGEST:
        return text
    stem, dot, ending = text.rpartition(".")
    ending = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
    return f"{text[: LONGEST - len(ending)].rstrip()}{ending}"


FIELDS = [
    Field("name", _("Name"), label, required=True),
    Field("description", _("Description"), lines(2000), kind="lines"),
]
