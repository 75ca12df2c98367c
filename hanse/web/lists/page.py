"""What a room says about its list page beside the table: where cells go, which words the empty page uses."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from hanse.foundation.rooms import Room
from hanse.foundation.table import IDS, Column, Table
from hanse.imports.kinds import all_kinds
from hanse.views.actions import COLUMNS
from hanse.web.lists.question import SAVED

if TYPE_CHECKING:
    from hanse.web.lists.bulk import Bulk


@dataclass(frozen=True)
class Look:
    """How a column stands on the page."""

    # On a phone a row is a card: title and side on the first line, meta and end on the second; hide goes.
    place: str = "hide"
    # 2 and 3 go first when the table has no room.
    priority: int = 0
    # The word of the sort; with "-" in front the first click sorts downwards.
    sort: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Words:
    """The sentences of one list page; `noun` is the counted thing, lower case."""

    title: Any
    noun: Any
    placeholder: Any
    new: Any
    nothing_yet: Any
    nothing_yet_text: Any
    nothing_for_you: Any
    nothing_for_you_text: Any


@dataclass(frozen=True)
class ListPage:
    """The list page of one room."""

    room: Room
    icon: str
    looks: Mapping[str, Look]
    words: Words
    # Reads with the rows of one page what the cells of the named columns print, and no more.
    shape: Callable[[QuerySet, Collection[str]], QuerySet]
    # Reads the columns that the installation added, and writes their cells.
    more_columns: Callable[[], Sequence[Column]] = field(default=lambda: ())
    # kind of filter -> address that suggests values while one types
    picks: Mapping[str, str] = field(default_factory=dict)
    # Whether its records have the round picture of a person or the square one of everything else.
    are_people: bool = False
    # How many rows are changed at once; None where the list offers no selection.
    bulk: "Bulk | None" = None
    # Columns of the export that a page has no use for.
    left_out: Collection[str] = ()
    # Columns that name a company which the reader may not know of.
    hiding: Collection[str] = ()
    # Fields whose change is asked about before it is saved; a cell has no room for that.
    asks: Collection[str] = ()
    # A template that stands after the list: what its cells need.
    beside: str = ""
    # What superadmins set up for this room: label and name of the page in Setup
    setup: Sequence[tuple[Any, str]] = ()

    @property
    def table(self) -> Table:
        """Its columns, filters and sorts."""
        return self.room.table

    @property
    def section(self) -> str:
        """What hides it."""
        return self.room.section

    @property
    def url(self) -> str:
        """Where it is."""
        return f"/{self.room.name}/"

    @property
    def importable(self) -> bool:
        """Whether files can bring such records."""
        return any(kind.name == self.room.name for kind in all_kinds())

    def is_editable(self, name: str) -> bool:
        """Tell whether a column shows a field that can be changed in its cell."""
        is_field = any(each.name == name for each in self.room.fields)
        return (is_field or name.startswith("custom.")) and name not in self.asks

    def words_known(self) -> set[str]:
        """Return every word that the query string of this page may have."""
        return self.table.words() - {IDS} | {SAVED, COLUMNS}

    def look(self, column: Column) -> Look:
        """Return how a column stands; one that the installation added goes first when there is no room."""
        return self.looks.get(column.name, Look(priority=3, numeric=column.kind == "numeric"))
