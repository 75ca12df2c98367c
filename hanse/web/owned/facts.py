"""What a record of a company is, as labels and values, and the part of its page that names it."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from hanse.companies.naming import name_of
from hanse.companies.people import who_can_see
from hanse.companies.querysets import facts_of
from hanse.foundation.fields import Field
from hanse.web.companies.facts import FactBlock, custom_blocks
from hanse.web.owned.form import custom_fields
from hanse.web.owned.pages import OwnedPages
from hanse.web.records.facts import HEAD_ONLY, Fact
from hanse.web.records.values import Reading

LINKS = {"email": "mailto:", "phone": "tel:"}


def details(user: Any, pages: OwnedPages, record: Any) -> list[Fact]:
    """Return the declared facts; empty ones too, so that one sees what is missing."""
    values = {each.name: pages.room.values(record)[each.name] for each in pages.room.fields}
    reading = Reading(
        user, [{name: [None, value] for name, value in values.items()}], section=pages.room.section
    )
    return [
        _fact(each, reading.text(each.name, values[each.name]))
        for each in pages.room.fields
        if each.kind != "custom"
    ]


def blocks(pages: OwnedPages, record: Any) -> list[FactBlock]:
    """Return the facts that the installation added, by section."""
    return custom_blocks(custom_fields(pages), getattr(record, "custom", {}))


def head_of(user: Any, pages: OwnedPages, record: Any) -> dict[str, Any]:
    """Return what the header of the page shows."""
    section = pages.room.section
    may_modify = pages.may_change(user, record)
    return {
        "company": name_of(user, record.company, section=section),
        "viewers": len(who_can_see(facts_of(record.company), section=section, asker=user)),
        "may_modify": may_modify,
        "editable": pages.address(record) if may_modify else "",
    }


def show_head(request: HttpRequest, pages: OwnedPages, record: Any) -> str:
    """Return the header of the page as it is now, to be put in the place of what is there."""
    context = pages.words_of(record) | head_of(request.user, pages, record) | HEAD_ONLY
    return render_to_string(pages.template("record"), context, request)


def _fact(field: Field, text: str) -> Fact:
    link = LINKS.get(field.kind, "")
    kind = "lines" if field.kind == "lines" else "text"
    address = f"{link}{''.join(text.split())}" if link and text else ""
    return Fact(str(field.label), text, kind, address, name=field.name)
