"""The page of a record that belongs to a company: what it is, its history, and who can see it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.companies.naming import name_of
from hanse.companies.people import who_can_see
from hanse.companies.querysets import decision, facts_of
from hanse.foundation.fields import Field
from hanse.web.companies.facts import custom_blocks
from hanse.web.owned.form import custom_fields
from hanse.web.owned.pages import OwnedPages
from hanse.web.palette.commands import tab_commands
from hanse.web.records.facts import Fact
from hanse.web.records.history import read_history
from hanse.web.records.values import Reading
from hanse.web.rooms import Command

TABS = (("overview", gettext_lazy("Overview")), ("history", gettext_lazy("History")))
LINKS = {"email": "mailto:", "phone": "tel:"}


def show_record(request: HttpRequest, pages: OwnedPages, pk: int) -> HttpResponse:
    """Show a record with one of its tabs."""
    record, user = pages.visible(request, pk), request.user
    section, address = pages.room.section, pages.address(record)
    current = "history" if request.GET.get("tab") == "history" else "overview"
    may_modify = decision(user, record.company, section).may_modify
    context = {
        "company": name_of(user, record.company, section=section),
        "viewers": len(who_can_see(facts_of(record.company), section=section)),
        "may_modify": may_modify,
        "tabs": [
            {
                "name": name,
                "label": label,
                "url": address if name == "overview" else f"{address}?tab={name}",
                "current": name == current,
            }
            for name, label in TABS
        ],
    }
    if current == "history":
        restore = f"{address}restore/" if may_modify else ""
        context["history"] = read_history(request, pages.room.kind, pk, section=section, restore=restore)
    else:
        context["details"] = _details(request, pages, record)
        context["blocks"] = custom_blocks(custom_fields(pages), getattr(record, "custom", {}))
    return pages.show(request, "record", record, context, partial="body")


def show_access(request: HttpRequest, pages: OwnedPages, pk: int) -> HttpResponse:
    """Show who can see a record: whoever sees its company."""
    record = pages.visible(request, pk)
    context = {"witnesses": who_can_see(facts_of(record.company), section=pages.room.section)}
    return pages.show(request, "access", record, context, partial="people")


def record_commands(
    pages: OwnedPages,
    user: Any,
    record: Any,
    *,
    tabs: Sequence[tuple[str, Any]] = TABS,
    more: Sequence[Command] = (),
) -> list[Command]:
    """
    Return what `user` may do from the palette with a record that he can see; its company must be loaded.

    `more` is what a room adds for those who may change the record.
    """
    at, may_modify = pages.address(record), decision(user, record.company, pages.room.section).may_modify
    found = [Command(str(pages.edit), "pencil", f"{at}edit/", also=_("change")), *more] if may_modify else []
    if decision(user, record.company).may_view:
        found.append(Command(_("Open its company"), "building", f"/companies/{record.company_id}/"))
    found.append(Command(_("Who can see this"), "eye", f"{at}access/", also=_("access visible")))
    found += tab_commands(at, tabs)
    if may_modify:
        found.append(Command(str(pages.delete), "trash", f"{at}delete/", also=_("remove")))
    return found


def _details(request: HttpRequest, pages: OwnedPages, record: Any) -> list[Fact]:
    """What is not in the header; empty facts too, so that one sees what is missing."""
    values = pages.room.values(record)
    reading = Reading(request.user, [], section=pages.room.section)
    return [
        _fact(each, reading.text(each.name, values[each.name]))
        for each in pages.room.fields
        if each.kind not in ("company", "custom") and values[each.name] != str(record)
    ]


def _fact(field: Field, text: str) -> Fact:
    link = LINKS.get(field.kind, "")
    kind = "lines" if field.kind == "lines" else "text"
    return Fact(str(field.label), text, kind, f"{link}{''.join(text.split())}" if link and text else "")
