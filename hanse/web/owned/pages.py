"""What a room of records that belong to a company says of its pages, and the addresses that they have then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from hanse.accounts.access import Access, access_of
from hanse.companies.querysets import decision
from hanse.foundation.rooms import Room
from hanse.web.lists.page import ListPage
from hanse.web.shortcuts import show


@dataclass(frozen=True)
class OwnedPages:
    """
    The pages of one room: its list, and the parts of its form (title, names of fields), `wide` fields over the whole width.

    `templates` are those that are the room's own; it may stand on the general ones:
    `owned/record.html` shows the record, `owned/form.html`, `owned/delete.html` and `owned/access.html` do the rest.
    """

    list: ListPage
    parts: Sequence[tuple[Any, Sequence[str]]]
    # What buttons and the palette say.
    add: Any
    edit: Any
    save: Any
    delete: Any
    wide: frozenset[str] = frozenset()
    templates: Mapping[str, str] = field(default_factory=dict)
    # Tells whether one who sees a record may change it, where that is not as its company says.
    rule: Callable[[Access, Any], bool] | None = None
    # Its address, where it tells what looks like a record that is typed.
    hints: str = ""
    # Reads what else a page says of a record that is about to go.
    farewell: Callable[[Any], dict[str, Any]] = lambda record: {}
    # Returns what else is said when a record was added.
    welcome: Callable[[HttpRequest, Any], str] = lambda request, record: ""

    @property
    def room(self) -> Room:
        """What the room declares of its records."""
        return self.list.room

    def address(self, record: Any) -> str:
        """Return where a record is."""
        return f"{self.list.url}{record.pk}/"

    def may_change(self, user: Any, record: Any) -> bool:
        """Tell whether `user`, who sees the record, may change it; its company must be loaded."""
        if self.rule:
            return self.rule(access_of(user), record)
        return decision(user, record.company, self.room.section).may_modify

    def visible(self, request: HttpRequest, pk: int) -> Any:
        """
        Return a record with the owner of its company.

        :raises NotFound: when the person may not know of it.
        """
        return self.room.rows().select_related("company__owner").get_visible(request.user, pk)

    def editable(self, request: HttpRequest, pk: int) -> Any:
        """
        Return a record.

        :raises NotFound, Forbidden: as its company says.
        """
        return self.room.rows().get_editable(request.user, pk)

    def show(
        self, request: HttpRequest, page: str, record: Any, context: Mapping[str, Any], **more: Any
    ) -> HttpResponse:
        """Return one of the pages."""
        return show(request, self.template(page), self.words_of(record) | dict(context), **more)

    def template(self, page: str) -> str:
        """Return the template of one of the pages."""
        return self.templates.get(page, f"owned/{page}.html")

    def words_of(self, record: Any) -> dict[str, Any]:
        """Return what every page knows; templates find the record under the word of its kind, too."""
        return {
            "record": record,
            self.room.kind: record,
            "pages": self,
            "words": self.list.words,
            "address": self.address(record) if record else self.list.url,
        }
