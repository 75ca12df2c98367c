"""
What a room declares once of its records: lists, saved views, export, import, undo, trash, search and checks read it.

The settings name the declarations (ROOMS), so that the tools which read them know no room above them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from hanse.foundation.errors import NotFound
from hanse.foundation.fields import Field
from hanse.foundation.table import Column, Table


def _one_by_one(queryset: QuerySet) -> Iterator[Any]:
    return queryset.order_by("pk").iterator(2000)


@dataclass(frozen=True)
class Room:
    """
    One kind of record. `name` is its word in addresses, files and commands, `kind` the one of the journal and of undo.

    `values(record)` is a record in the words of the API and the journal. `create(raw, by=…)`, `update(pk, raw, by=…,
    version=…)` and `delete(pk, by=…, version=…)` are its verbs.

    `records(queryset)` reads the rows of an export with constant memory, each fit for the columns of the table and for
    `more_columns()`, which only the export has. `imports` and `undoers` are what the room brings of `ImportKind` and
    `Undoer`. `wrong()` yields a sentence for whatever is derived of its records and does not hold.
    """

    name: str
    kind: str
    section: str
    model: type[Model]
    fields: Sequence[Field]
    table: Table
    values: Callable[[Any], dict[str, Any]]
    create: Callable[..., Any]
    update: Callable[..., Any]
    delete: Callable[..., None]
    records: Callable[[QuerySet], Iterator[Any]] = _one_by_one
    more_columns: Callable[[], list[Column]] = list
    imports: Sequence[Any] = ()
    undoers: Sequence[Any] = ()
    wrong: Callable[[], Iterable[str]] = tuple
    # How many of its records change at once (`bulk.many.Many`); None where they do not.
    many: Any = None

    def rows(self) -> Any:
        """Return all its records; a door narrows them to the person who asks."""
        return self.model._default_manager.all()

    def columns(self) -> list[Column]:
        """Return every column of the export, those that the installation added last."""
        return [*self.table.columns, *self.more_columns()]


@lru_cache(maxsize=1)
def rooms() -> Sequence[Room]:
    """Return every room with records, in the order of the navigation."""
    return tuple(import_string(name) for name in settings.ROOMS)


def room_of(kind: str) -> Room:
    """
    Return the room whose records the journal calls `kind`.

    :raises NotFound: when there is none.
    """
    found = next((room for room in rooms() if room.kind == kind), None)
    if found is None:
        raise NotFound(_("There is no such record."))
    return found


def room_named(name: str) -> Room:
    """
    Return the room whose lists and files are called `name`.

    :raises NotFound: when there is none.
    """
    found = next((room for room in rooms() if room.name == name), None)
    if found is None:
        raise NotFound(_("There is no list “%s”.") % name[:40])
    return found
