"""The page of a record that belongs to a company: what it is, its history, and who can see it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.companies.people import who_can_see
from hanse.companies.querysets import decision, facts_of
from hanse.web.owned.facts import blocks, details, head_of
from hanse.web.owned.pages import OwnedPages
from hanse.web.palette.commands import tab_commands
from hanse.web.records.history import read_history
from hanse.web.rooms import Command

TABS = (("overview", gettext_lazy("Overview")), ("history", gettext_lazy("History")))


def show_record(request: HttpRequest, pages: OwnedPages, pk: int) -> HttpResponse:
    """Show a record with one of its tabs."""
    record, user = pages.visible(request, pk), request.user
    section, address = pages.room.section, pages.address(record)
    current = "history" if request.GET.get("tab") == "history" else "overview"
    context = head_of(user, pages, record) | {
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
        restore = f"{address}restore/" if context["may_modify"] else ""
        context["history"] = read_history(request, pages.room.kind, pk, section=section, restore=restore)
    else:
        context["details"] = details(user, pages, record)
        context["blocks"] = blocks(pages, record)
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
    rare: Sequence[Command] = (),
) -> list[Command]:
    """
    Return what `user` may do from the palette with a record that he can see; its company must be loaded.

    `more` is what a room adds for those who may change the record, `rare` what of it stands at the end.
    """
    at, may_modify = pages.address(record), pages.may_change(user, record)
    found = [Command(str(pages.edit), "pencil", f"{at}edit/", also=_("change")), *more] if may_modify else []
    if decision(user, record.company).may_view:
        found.append(Command(_("Open its company"), "building", f"/companies/{record.company_id}/"))
    found.append(Command(_("Who can see this"), "eye", f"{at}access/", also=_("access visible")))
    found += tab_commands(at, tabs)
    if may_modify:
        found += rare
        found.append(Command(str(pages.delete), "trash", f"{at}delete/", also=_("remove")))
    return found
