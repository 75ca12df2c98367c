"""
How a file is read: which shape it has, whether it begins with headings, and where each column goes.

Four shapes: our own export, the export of the earlier system, the manual's order without headings, and any other table,
whose headings are guessed. A person's choice stands above each guess.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from hanse.foundation.errors import Invalid, Problem
from hanse.foundation.text import fold
from hanse.imports.kinds import INSTALLATION, OUR_ID, SOURCE_ID, ImportKind, Target
from hanse.imports.reading import Sheet

OWN, LEGACY, POSITIONAL, FOREIGN = "own", "legacy", "positional", "foreign"
SAMPLES = 4
LOOKED_AT = 60
# What a reject file adds; it may come back as it is.
ADDED = {"import row", "import problem"}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_NO_WORD = re.compile(r"[\W_]+")
_CUSTOM = re.compile(r"\(custom (\d{1,18})\)$")
_LOOKS_LIKE_DATA = re.compile(r"\d{3,}|@|^0000-")


@dataclass
class Column:
    """One column of the file; `target` is empty when it is not imported, `known` tells that this is right so."""

    place: int
    heading: str
    target: str = ""
    samples: list[str] = field(default_factory=list)
    known: bool = False


@dataclass
class Layout:
    """How a file is read."""

    shape: str
    header: bool
    encoding: str
    delimiter: str
    columns: list[Column]
    notes: list[str] = field(default_factory=list)

    @classmethod
    def stored(cls, data: Mapping[str, Any]) -> "Layout":
        """Return a layout from what `data` stored of it."""
        return cls(**{**data, "columns": [Column(**column) for column in data["columns"]]})

    def data(self) -> dict[str, Any]:
        """Return the layout as JSON can hold it."""
        return asdict(self)

    @cached_property
    def places(self) -> dict[str, int]:
        """Return where the column of each target stands."""
        return {column.target: column.place for column in self.columns if column.target}

    @property
    def targets(self) -> frozenset[str]:
        """Return the targets that there is a column for."""
        return frozenset(self.places)

    @property
    def unmapped(self) -> list[str]:
        """Return the headings of the columns that are not imported, although somebody may have wanted them."""
        return [
            column.heading
            for column in self.columns
            if not column.target and not column.known and column.heading
        ]


def arrange(sheet: Sheet, kind: ImportKind, options: Mapping[str, Any]) -> Layout:
    """
    Return how the file is read: guessed, then as `options` say (`header`, `columns`, `source`).

    :raises Invalid: when the options name a column or a target that does not exist, or one target twice.
    """
    looked_at = (row for row in islice(sheet.rows(), LOOKED_AT) if not row.problem and any(row.cells))
    # PostgreSQL stores no zero bytes; a cell that holds one is refused with its row.
    rows = [[cell.replace("\0", "\ufffd") for cell in row.cells] for row in looked_at]
    targets = kind.targets()
    first = rows[0] if rows else []
    header = options.get("header")
    if header is None:
        header = _is_header(first, kind, targets)
    below = rows[1:] if header else rows
    layout = Layout(FOREIGN, bool(header), sheet.encoding, sheet.delimiter, [])
    if header:
        layout.columns = [
            Column(place, cell.strip().lstrip("\ufeff")[:200]) for place, cell in enumerate(first)
        ]
        layout.shape = _shape(layout.columns, kind)
        _guess(layout, kind, targets, options)
    else:
        layout.shape = POSITIONAL
        layout.columns = _in_order(max((len(row) for row in below), default=0), kind, targets)
    _choose(layout, targets, options.get("columns") or {})
    for column in layout.columns:
        cells = (row[column.place].strip() for row in below if column.place < len(row))
        column.samples = list(islice((cell[:60] for cell in cells if cell), SAMPLES))
    return layout


def missing(layout: Layout, kind: ImportKind) -> list[Target]:
    """Return the required targets that no column, and no part of one, goes to."""
    there = targets_of(layout, kind)
    return [target for target in kind.targets() if target.required and target.name not in there]


def targets_of(layout: Layout, kind: ImportKind) -> frozenset[str]:
    """Return the targets that rows will have values for: those of columns, and those that parts are joined into."""
    joined = {target.part_of for target in kind.targets() if target.part_of and target.name in layout.targets}
    return layout.targets | joined


def recogniser(kind: ImportKind):
    """Return a function that tells how many cells of a row are headings that `kind` knows."""
    known = _known_words(kind, kind.targets())
    return lambda cells: sum(1 for cell in cells if _heading_words(cell, kind) & known)


def words(heading: str) -> str:
    """Return the folded words of a heading: “customerID”, “Customer-Id” and “customer id” are the same."""
    return _NO_WORD.sub(" ", fold(_HUMP.sub(" ", heading.strip().lstrip("\ufeff")))).strip()


def _heading_words(heading: str, kind: ImportKind) -> set[str]:
    """Return a heading with and without a first word that says nothing."""
    whole = words(heading)
    first, _blank, rest = whole.partition(" ")
    return {whole, rest} if rest and first in kind.prefixes else {whole}


def _known_words(kind: ImportKind, targets: Sequence[Target]) -> set[str]:
    known = {word for target in targets for word in (*target.words, words(str(target.label)))}
    return known | {words(name) for name in (*kind.own, *kind.legacy)} - {""}


def _is_header(first: list[str], kind: ImportKind, targets: Sequence[Target]) -> bool:
    """Two known headings make a header; so does a single one among cells that could be nothing else."""
    known = _known_words(kind, targets)
    filled = [cell for cell in first if cell.strip()]
    hits = sum(1 for cell in filled if _heading_words(cell, kind) & known or _CUSTOM.search(cell))
    if hits >= 2:
        return True
    data = any(_LOOKS_LIKE_DATA.search(cell) for cell in filled)
    return hits == 1 and not data and len(filled) == len(first)


def _shape(columns: Sequence[Column], kind: ImportKind) -> str:
    names = {column.heading.lower() for column in columns}
    if any(sign <= names for sign in kind.legacy_signs):
        return LEGACY
    if INSTALLATION in names or (OUR_ID in names and len(names & set(kind.own)) >= 3):
        return OWN
    return FOREIGN


def _guess(layout: Layout, kind: ImportKind, targets: Sequence[Target], options: Mapping[str, Any]) -> None:
    exact = {OWN: kind.own, LEGACY: kind.legacy}.get(layout.shape, {})
    by_label = {
        str(target.label).casefold(): target.name for target in targets if target.name.startswith("custom.")
    }
    by_words = _by_words(targets)
    names = {target.name for target in targets}
    taken: dict[str, str] = {}
    for column in layout.columns:
        heading = column.heading
        own = _CUSTOM.search(heading)
        if own and f"custom.{own.group(1)}" in names:
            found = f"custom.{own.group(1)}"
        elif heading.lower() in exact:
            found = exact[heading.lower()]
            column.known = not found
        elif heading.casefold() in by_label:
            found = by_label[heading.casefold()]
        elif words(heading) in ADDED:
            found, column.known = "", True
        else:
            found = _by_heading(heading, kind, by_words)
        if found in taken:
            layout.notes.append(
                _("“%(heading)s” would go where “%(first)s” goes already, so it is not imported.")
                % {"heading": heading[:60], "first": taken[found][:60]}
            )
        elif found:
            taken[found] = heading
            column.target = found
    _drop_useless_id(layout, kind, options)


def _by_words(targets: Sequence[Target]) -> dict[str, str]:
    found: dict[str, str] = {}
    for target in targets:
        for word in (*target.words, words(str(target.label))):
            found.setdefault(word, target.name)
    return found


def _by_heading(heading: str, kind: ImportKind, by_words: Mapping[str, str]) -> str:
    whole = words(heading)
    if whole in by_words:
        return by_words[whole]
    first, _blank, rest = whole.partition(" ")
    return by_words.get(rest, "") if rest and first in kind.prefixes else ""


def _drop_useless_id(layout: Layout, kind: ImportKind, options: Mapping[str, Any]) -> None:
    """Another system's id is kept with the name of that system only; without, it serves rows that refer to each other."""
    if layout.shape != FOREIGN or options.get("source") or (kind.refers and kind.refers in layout.targets):
        return
    for column in layout.columns:
        if column.target == SOURCE_ID:
            column.target = ""
    layout.__dict__.pop("places", None)


def _in_order(width: int, kind: ImportKind, targets: Sequence[Target]) -> list[Column]:
    labels = {target.name: str(target.label) for target in targets}
    order = [*kind.positional, *kind.more_positional()]
    return [
        Column(place, labels.get(name, name), name)
        for place, name in enumerate(order)
        # One more than the file has: a row that is one short is read as if it were not.
        if place < max(width + 1, len(kind.positional))
    ]


def _choose(layout: Layout, targets: Sequence[Target], chosen: Mapping[str, Any]) -> None:
    """Let columns go where a person wants them; what was only guessed to go there gives way."""
    names = {target.name for target in targets} | {OUR_ID, SOURCE_ID, INSTALLATION}
    problems, wishes = [], {}
    for key, wanted in chosen.items():
        column, target = _column(layout, key), wanted or ""
        if column is None:
            problems.append(Problem(str(key)[:60], _("The file has no column “%s”.") % str(key)[:60]))
        elif not isinstance(target, str) or (target and target not in names):
            sentence = _("A column cannot go to “%(target)s”; choose one of: %(all)s.")
            about = {"target": str(target)[:60], "all": ", ".join(sorted(names))}
            problems.append(Problem(str(key)[:60], sentence % about))
        else:
            wishes[column.place] = target
    for column in layout.columns:
        if column.place in wishes:
            column.target, column.known = wishes[column.place], False
        elif column.target in wishes.values():
            column.target = ""
    layout.__dict__.pop("places", None)
    counts = [column.target for column in layout.columns if column.target]
    problems += [
        Problem(target, _("Two columns go to “%s”; leave one of them out.") % target)
        for target in sorted({each for each in counts if counts.count(each) > 1})
    ]
    if problems:
        raise Invalid(problems)


def _column(layout: Layout, key: str) -> Column | None:
    text = str(key)
    if re.fullmatch(r"#\d{1,4}", text):
        place = int(text[1:]) - 1
        return layout.columns[place] if 0 <= place < len(layout.columns) else None
    wanted = text.strip().casefold()
    return next((column for column in layout.columns if column.heading.casefold() == wanted), None)
