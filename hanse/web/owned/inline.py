"""How the fields of a record of a company are changed one by one, from the declaration of its pages."""

from collections.abc import Mapping
from typing import Any

from hanse.web.owned.facts import blocks, details, show_head
from hanse.web.owned.form import OwnedForm, owned_form, raw_values
from hanse.web.owned.pages import OwnedPages
from hanse.web.records.facts import Fact
from hanse.web.records.inline import Inline


def inline_of(pages: OwnedPages) -> Inline:
    """Return how the fields of the records of these pages are changed in place."""

    def form(user: Any, record: Any, data: Mapping | None) -> OwnedForm:
        return owned_form(pages, record, data=data)

    def facts(user: Any, record: Any) -> list[Fact]:
        added = (fact for block in blocks(pages, record) for fact in (*block.facts, *block.empty))
        return [*details(user, pages, record), *added]

    return Inline(
        page=pages.list,
        rows=lambda: pages.room.rows().select_related("company__owner"),
        form=form,
        typed=raw_values,
        facts=facts,
        head=lambda request, record: show_head(request, pages, record),
    )
