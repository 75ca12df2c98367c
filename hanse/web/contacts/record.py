"""The page of one contact."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hanse.accounts.access import Right, access_of
from hanse.activity.feed import contact_feed
from hanse.companies.querysets import decision
from hanse.contacts.files import Home
from hanse.contacts.models import Contact
from hanse.foundation.paging import capped_count, capped_text
from hanse.setup.models import Section
from hanse.web.contacts.pages import PAGES
from hanse.web.files.tab import files_of
from hanse.web.owned.facts import details, head_of
from hanse.web.owned.pages import OwnedPages
from hanse.web.policy import needs
from hanse.web.records.composer import planning, write_down
from hanse.web.records.history import read_history
from hanse.web.records.timeline import read_before, timeline
from hanse.web.shortcuts import show

LATEST, EVENTS, MOST_COUNTED = 10, 30, 1000
TABS = {
    "overview": (gettext_lazy("Overview"), "contacts/_overview.html"),
    "activity": (gettext_lazy("Activity"), "records/_activity.html"),
    "files": (gettext_lazy("Files"), "files/_files.html"),
    "history": (gettext_lazy("History"), "records/_history.html"),
}


def show_contact(request: HttpRequest, pages: OwnedPages, pk: int) -> HttpResponse:
    """Show a contact with one of its tabs."""
    return _show_record(request, pages.visible(request, pk))


@needs(Right.WRITE, Section.CONTACTS)
@require_POST
def contact_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was done with a contact."""
    if refused := write_down(request, contact_id=pk):
        return _show_record(request, PAGES.visible(request, pk), composer=refused, status=422)
    tab = "?tab=activity" if request.POST.get("tab") == "activity" else ""
    return redirect(f"/contacts/{pk}/{tab}")


def _show_record(
    request: HttpRequest, contact: Contact, *, composer: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    asked = request.POST.get("tab") or request.GET.get("tab", "")
    current = asked if asked in TABS else "overview"
    address = f"/contacts/{contact.pk}/"
    context = head_of(user, PAGES, contact) | {
        "contact": contact,
        "may_create": access_of(user).may(Right.WRITE, Section.CONTACTS),
        "tabs": [
            {
                "name": name,
                "label": label,
                "url": address if name == "overview" else f"{address}?tab={name}",
                "count": _count(contact, name),
                "current": name == current,
            }
            for name, (label, _template) in TABS.items()
        ],
        "template": TABS[current][1],
        "composer": composer or {"kind": "note", "text": "", "error": ""},
        "address": address,
    }
    context |= _read(request, contact, current)
    return show(request, "contacts/record.html", context, partial="body", status=status)


def _count(contact: Contact, tab: str) -> str:
    """Return what stands beside the label of a tab: notes that people wrote, and files."""
    counted = {"activity": contact.activities, "files": contact.files}.get(tab)
    return capped_text(*capped_count(counted.all(), MOST_COUNTED)) if counted else ""


def _read(request: HttpRequest, contact: Contact, tab: str) -> dict[str, Any]:
    if tab == "history":
        may = decision(request.user, contact.company, Section.CONTACTS).may_modify
        restore = f"/contacts/{contact.pk}/restore/" if may else ""
        return {
            "history": read_history(request, "contact", contact.pk, section=Section.CONTACTS, restore=restore)
        }
    if tab == "files":
        return files_of(request, Home(contact_id=contact.pk))
    most = EVENTS if tab == "activity" else LATEST
    files = contact.files.values_list("pk", flat=True)
    planned = contact.follow_ups.values_list("pk", flat=True)
    entries = contact_feed(
        contact.pk, files=files, follow_ups=planned, before=read_before(request), limit=most + 1
    )
    return {
        "timeline": timeline(request.user, entries, limit=most, contact_id=contact.pk),
        **planning(request.user, contact.company, contact),
        "all_events": f"/contacts/{contact.pk}/?tab=activity",
        "details": details(request.user, PAGES, contact),
    }
