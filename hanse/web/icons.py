"""
The icons: one sprite, built once in `make setup` from the lucide package by `python -m hanse.web.icons`.

A template says `{% icon "mail" %}`. To use another icon, add it to ICONS and build the sprite again.
"""

import re
from pathlib import Path
from zipfile import ZipFile

import lucide

SPRITE = "hanse/icons/sprite.svg"

# our word -> the drawing in lucide
ICONS = {
    "activity": "activity", "alert": "triangle-alert", "archive": "archive", "arrow-down": "arrow-down",
    "arrow-right": "arrow-right", "arrow-up": "arrow-up", "bookmark": "bookmark", "building": "building-2",
    "calendar": "calendar", "check": "check", "clip": "paperclip", "clock": "clock", "code": "code", "columns": "columns-3",
    "copy": "copy", "dots": "ellipsis", "down": "chevron-down", "download": "download", "eye": "eye",
    "file": "file", "filter": "list-filter", "gear": "settings", "globe": "globe", "grip": "grip-vertical",
    "history": "history", "home": "house", "info": "info", "key": "key-round", "keyboard": "keyboard",
    "left": "chevron-left", "link": "link", "list": "list", "lock": "lock", "logout": "log-out", "mail": "mail",
    "menu": "menu", "minus": "minus", "moon": "moon", "note": "sticky-note", "pencil": "pencil",
    "phone": "phone", "pin": "map-pin", "plus": "plus", "print": "printer", "refresh": "refresh-cw",
    "right": "chevron-right", "search": "search", "send": "send", "shield": "shield", "star": "star",
    "sun": "sun", "swap": "arrow-left-right", "system": "sun-moon", "table": "table-2", "tag": "tag",
    "trash": "trash-2", "tree": "network", "undo": "undo-2", "unlock": "lock-open", "up": "chevron-up",
    "upload": "upload", "user": "user", "user-plus": "user-plus", "users": "users", "x": "x",
}  # fmt: skip

# The cog: a hull, a mast and one square sail with its spar cut out.
HANSE = (
    '<path fill="currentColor" stroke="none" fill-rule="evenodd" d="M11.2 1.5h1.6v2.3h5.7v8.4h-5.7v1.8h8.7'
    "c-.6 4.7-3.7 8-9.5 8s-8.9-3.3-9.5-8h8.7v-1.8H5.5V3.8h5.7zM8 7.2v1.6h8V7.2z"
    '"/>'
)


def sprite() -> str:
    """Return the sprite with every icon of ICONS and the mark of the brand."""
    with ZipFile(Path(lucide.__file__).with_name("lucide.zip")) as drawings:
        symbols = [_symbol(name, _inside(drawings.read(f"{drawing}.svg"))) for name, drawing in ICONS.items()]
    symbols.append(_symbol("hanse", HANSE))
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def write_icons(static: Path = Path(__file__).parent / "static") -> Path:
    """Write the sprite and the icon of the browser tab below `static`; return where the sprite lies."""
    target = static / SPRITE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(sprite(), encoding="utf-8")
    target.with_name("hanse.svg").write_text(favicon(), encoding="utf-8")
    return target


def favicon() -> str:
    """Return the mark of the brand as an icon of its own, light enough for either theme of the browser."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" color="#1f7a8c">{HANSE}</svg>\n'


def _symbol(name: str, drawing: str) -> str:
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{drawing}</symbol>'


def _inside(svg: bytes) -> str:
    """The shapes without their frame: size and stroke come from the style of the page."""
    inside = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", svg.decode(), flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "", inside)


if __name__ == "__main__":
    print(f"Icons written to {write_icons()}")  # noqa: T201
