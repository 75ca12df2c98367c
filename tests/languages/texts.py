"""What the code hands to gettext, read from the code itself: so that no test needs gettext's own tools."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

PO = settings.PACKAGE / "locale/es/LC_MESSAGES/django.po"
KEYWORDS: dict[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Key = tuple[str, str]


def of_the_code() -> dict[Key, str]:
    """Return {(context, text): the file where it stands}."""
    found: dict[Key, str] = {}
    for path in _sources():
        for context, text in _texts(path):
            found.setdefault((context, text), str(path.relative_to(settings.PACKAGE)))
    return found


def catalogue():
    """Return the Spanish texts as Babel reads them."""
    with PO.open("rb") as file:
        return read_po(file, locale="es")


def keys(messages) -> set[Key]:
    return {(message.context or "", _first(message.id)) for message in messages if message.id}


def _first(ids: str | tuple | list) -> str:
    return ids if isinstance(ids, str) else ids[0]


def _sources() -> Iterator[Path]:
    for ending in ("py", "html", "txt"):
        for path in sorted(settings.PACKAGE.rglob(f"*.{ending}")):
            if not {"staticfiles", "migrations", "locale"} & set(path.parts):
                yield path


def _texts(path: Path) -> Iterator[Key]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        # Cheaper than parsing what cannot hold any.
        if "gettext" not in source:
            return
    else:
        source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        yield context or "", _first(message)
