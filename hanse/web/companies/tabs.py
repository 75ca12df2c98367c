"""
The tabs of a company. A room that adds one appends it to TABS: its name in `?tab=`, its template, what it shows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hanse.accounts.access import Right, access_of, hidden_kinds
from hanse.activity.feed import company_feed
from hanse.companies.models import Company
from hanse.companies.querysets import decision
from hanse.contacts.files import Home
from hanse.customfields.models import CustomField
from hanse.customfields.values import fields_of
from hanse.foundation.paging import capped_count, capped_text, read_page
from hanse.setup.models import Section
from hanse.web.companies.facts import custom_blocks, details
from hanse.web.files.tab import files_of
from hanse.web.records.composer import planning
from hanse.web.records.history import read_history
from hanse.web.records.timeline import read_before, timeline

ROWS, PEOPLE, LATEST, EVENTS = 50, 5, 10, 30
MOST_COUNTED = 1000
# Up to here children are looked at one by one, which is quicker than asking the database for a scope.
FEW_CHILDREN = 100


@dataclass(frozen=True)
class Tab:
    """One tab: `read` returns what its template shows, `count` what stands beside its label."""

    name: str
    label: Any
    template: str
    read: Callable[[HttpRequest, Company], dict[str, Any]]
    count: Callable[[Any, Company], str] | None = None
    section: Section = Section.COMPANIES

    def is_shown(self, user) -> bool:
        """Tell whether the section that the tab shows is there for `user`."""
        return access_of(user).may(Right.VIEW, self.section)


def shows_contacts(user) -> bool:
    """Tell whether contacts exist for `user` at all."""
    return access_of(user).may(Right.VIEW, Section.CONTACTS)


def latest_events(
    request: HttpRequest, company: Company, most: int, custom: Sequence[CustomField] | None = None
) -> dict[str, Any]:
    """Return the newest events of a company, older than `?before=`, and what the composer needs."""
    user = request.user
    entries = company_feed(company.pk, before=read_before(request), limit=most + 1, hidden=hidden_kinds(user))
    # Seeing the company is seeing its contacts, and hidden ones have no entries here.
    told = timeline(user, entries, limit=most, contacts=company.contacts.all(), custom=custom)
    return {"timeline": told, **planning(user, company)}


def _overview(request: HttpRequest, company: Company) -> dict[str, Any]:
    user = request.user
    fields = fields_of("company")
    context: dict[str, Any] = {
        "blocks": custom_blocks(fields, company.custom),
        "all_events": f"/companies/{company.pk}/?tab=activity",
    } | latest_events(request, company, LATEST, fields)
    if shows_contacts(user):
        people = company.contacts.filter(disabled=False).order_by("sort_name", "id")
        context["people"] = list(people[:PEOPLE])
        context["may_add_people"] = decision(user, company, Section.CONTACTS).may_modify
    context["details"] = details(company, has_people=bool(context.get("people")))
    return context


def _contacts(request: HttpRequest, company: Company) -> dict[str, Any]:
    # Seeing the company is seeing its contacts; the tab is not there where they are hidden.
    page = read_page(
        company.contacts.all(), sort="sort_name", limit=ROWS, cursor=request.GET.get("cursor") or None
    )
    may_add = decision(request.user, company, Section.CONTACTS).may_modify
    return {"page": page, "may_add_people": may_add}


def _count_contacts(user, company: Company) -> str:
    return capped_text(*capped_count(company.contacts.all(), MOST_COUNTED))


def _children(request: HttpRequest, company: Company) -> dict[str, Any]:
    children = Company.objects.visible_to(request.user).filter(parent=company).for_listing()
    page = read_page(children, sort="sort_name", limit=ROWS, cursor=request.GET.get("cursor") or None)
    return {"page": page, "may_add": access_of(request.user).may(Right.WRITE)}


def _count_children(user, company: Company) -> str:
    first = list(company.children.only("parent_id", "owner_id", "path", "owner_company")[: FEW_CHILDREN + 1])
    if len(first) <= FEW_CHILDREN:
        return capped_text(sum(decision(user, child).may_view for child in first), True)
    seen = Company.objects.visible_to(user, counting=True).filter(parent=company)
    return capped_text(*capped_count(seen, MOST_COUNTED))


def _activity(request: HttpRequest, company: Company) -> dict[str, Any]:
    return latest_events(request, company, EVENTS)


def _history(request: HttpRequest, company: Company) -> dict[str, Any]:
    restore = f"/companies/{company.pk}/restore/" if decision(request.user, company).may_modify else ""
    return {"history": read_history(request, "company", company.pk, restore=restore)}


def _files(request: HttpRequest, company: Company) -> dict[str, Any]:
    return files_of(request, Home(company.pk))


def _count_activity(user, company: Company) -> str:
    # What people wrote; what the house noticed is no news.
    written = company.activities.all() if shows_contacts(user) else company.activities.filter(contact=None)
    return capped_text(*capped_count(written, MOST_COUNTED))


def _count_files(user, company: Company) -> str:
    # Counted when the company was read: a query for itself would be one too many.
    return str(company.file_count)


TABS = [
    Tab("overview", _("Overview"), "companies/_overview.html", _overview),
    Tab(
        "contacts",
        _("Contacts"),
        "companies/_contacts.html",
        _contacts,
        _count_contacts,
        section=Section.CONTACTS,
    ),
    Tab("activity", _("Activity"), "records/_activity.html", _activity, _count_activity),
    Tab("files", _("Files"), "files/_files.html", _files, _count_files),
    Tab("subsidiaries", _("Subsidiaries"), "companies/_subsidiaries.html", _children, _count_children),
    Tab("history", _("History"), "records/_history.html", _history),
]
