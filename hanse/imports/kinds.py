"""
What a room declares about its import, next to its table; this tool is given the declaration and knows no room.

The names of kinds lead to declarations by dotted names in the settings, as scheduled jobs do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from hanse.foundation.errors import NotFound
from hanse.foundation.rooms import rooms
from hanse.imports.outcomes import Row, Verdict
from hanse.imports.run import Run

# Targets that every kind has beside its own.
OUR_ID = "id"
SOURCE_ID = "source_id"
INSTALLATION = "installation"


@dataclass(frozen=True)
class Target:
    """
    Where a column can go.

    `words` are headings that mean it, folded, blanks between words. `part_of` names the target that a part is joined
    into; a problem of that one is shown at its first part.
    """

    name: str
    label: Any
    words: tuple[str, ...] = ()
    required: bool = False
    part_of: str = ""
    group: Any = ""


class Rows(Protocol):
    """What a room makes of rows in one run; see `running.py` for the order of calls."""

    def learn(self, target: str, meant: Mapping[str, str]) -> None:
        """Remember what values of a column stand for, as a person said; once, before the first chunk."""

    def begin(self) -> None:
        """Start a chunk: rights are read anew."""

    def take(self, rows: Sequence[Row]) -> tuple[list[Verdict], list[Row]]:
        """Decide about rows; return the verdicts, and the rows that wait for others of the file."""

    def give_up(self, rows: Sequence[Row]) -> list[Verdict]:
        """Decide about rows that nothing will come for any more."""

    def write(self) -> None:
        """Write what was decided since `begin`; not called in a dry run."""

    def settle(self) -> None:
        """End a chunk: what later chunks need goes to the ledger."""

    def finish(self, written: int) -> None:
        """Put in order what a run of `written` rows has left to be done, such as indexes."""


class Undoer(Protocol):
    """How a room takes back what an import did to one kind of record; each call is part of the caller's transaction."""

    kind: str

    def restore(self, old: Mapping[int, Mapping[str, Any]], *, run: Run) -> dict[int, str]:
        """Put old values back; return {id: why not} for those that stay."""

    def remove(self, ids: Sequence[int], *, run: Run) -> dict[int, str]:
        """Delete what the import made; return {id: why not} for those that stay."""

    def settle(self, file_id: int) -> None:
        """Put back what is no value of a record, such as when something last happened."""


@dataclass(frozen=True)
class ImportKind:
    """The import of one room."""

    name: str
    label: Any
    one: Any
    section: str
    may_import: Callable[[Any], bool]
    targets: Callable[[], Sequence[Target]]
    # The columns of a file without header, in order; those that the installation added follow.
    positional: Sequence[str]
    more_positional: Callable[[], Sequence[str]]
    # Our own export and that of the earlier system: heading -> target, "" for one that is known and not imported.
    own: Mapping[str, str]
    legacy: Mapping[str, str]
    # A header that holds all of one of these sets is the earlier system's.
    legacy_signs: Sequence[frozenset[str]]
    # Words in front of a heading that say nothing: “account name”.
    prefixes: tuple[str, ...]
    open: Callable[[Run], Rows]
    compose: Callable[[dict[str, str]], dict[str, str]]
    # A row of the positional shape -> the same, repaired, what was done to it, and where a cell was put in (or -1).
    repair: Callable[[list[str]], tuple[list[str], str, int]]
    # The targets by which rows of the file refer to each other, if any.
    refers: str = ""
    names: str = ""
    undoers: Sequence[Undoer] = ()
    # What a file may make besides: {"contacts": "contact."} counts rows whose targets begin so.
    besides: Mapping[str, str] = field(default_factory=dict)

    def target(self, name: str) -> Target | None:
        """Return the target of that name."""
        return next((each for each in self.targets() if each.name == name), None)


def kind_named(name: str) -> ImportKind:
    """
    Return the declaration of a kind.

    :raises NotFound: for a kind that nobody declares.
    """
    found = next((kind for kind in all_kinds() if kind.name == name), None)
    if found is None:
        raise NotFound(
            _("There is no import of “%(name)s”; choose one of: %(all)s.")
            % {"name": name[:40], "all": ", ".join(kind.name for kind in all_kinds())}
        )
    return found


def all_kinds() -> list[ImportKind]:
    """Return every kind that a room declares, in the order of the rooms; what fills no list of records comes last."""
    places = {room.name: number for number, room in enumerate(rooms())}
    kinds = [kind for room in rooms() for kind in room.imports]
    return sorted(kinds, key=lambda kind: places.get(kind.name, len(places)))
