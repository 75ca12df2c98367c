"""The page of one company: who it belongs to, who can see it, and a tab."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from hanse.accounts.access import Right, access_of
from hanse.companies.models import Company
from hanse.companies.naming import Named, named
from hanse.companies.people import who_can_see
from hanse.companies.querysets import decision, facts_of
from hanse.contacts.files import with_file_count
from hanse.setup.models import Section
from hanse.web.companies.edit import may_delete
from hanse.web.companies.moving import move_of
from hanse.web.companies.tabs import TABS, Tab
from hanse.web.policy import needs
from hanse.web.records.composer import write_down
from hanse.web.records.facts import HEAD_ONLY
from hanse.web.shortcuts import show


@needs(Right.VIEW, Section.COMPANIES)
@require_safe
def company_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a company with one of its tabs."""
    return show_record(request, _loaded(request, pk))


@needs(Right.VIEW, Section.COMPANIES)
@require_safe
def company_access(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who can see a company, and by which rule: what its header opens, and a page of its own."""
    company = Company.objects.select_related("owner").get_visible(request.user, pk)
    context = {
        "company": company,
        "witnesses": who_can_see(facts_of(company)),
        "has_parent": company.parent_id is not None,
    }
    return show(request, "companies/access.html", context, partial="people")


@needs(Right.WRITE, Section.COMPANIES)
@require_POST
def company_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was done with a company."""
    if refused := write_down(request, company_id=pk):
        return show_record(request, _loaded(request, pk), composer=refused, status=422)
    tab = "?tab=activity" if request.POST.get("tab") == "activity" else ""
    return redirect(f"/companies/{pk}/{tab}")


def show_record(
    request: HttpRequest, company: Company, *, composer: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """Return the page of a company, or for htmx its tabs with the panel below."""
    user = request.user
    tabs = [tab for tab in TABS if tab.is_shown(user)]
    asked = request.POST.get("tab") or request.GET.get("tab", "")
    current = next((tab for tab in tabs if tab.name == asked), tabs[0])
    above = _ancestors(user, company)
    context = head_of(user, company, above) | {
        "trail": [(f"/companies/{each.id}/" if each.may_open else "", each.name) for each in above],
        **move_of(request, company),
        "may_delete": may_delete(user, company),
        "may_add_child": access_of(user).may(Right.WRITE),
        "tabs": [_tab(user, company, tab, current) for tab in tabs],
        "template": current.template,
        "composer": composer or {"kind": "note", "text": "", "error": ""},
    }
    context |= current.read(request, company)
    return show(request, "companies/record.html", context, partial="body", status=status)


def head_of(user, company: Company, above: Sequence[Named]) -> dict[str, Any]:
    """Return what the header of the page shows; `above` are the companies above."""
    address = f"/companies/{company.pk}/"
    may_modify = decision(user, company).may_modify
    return {
        "company": company,
        "parent": above[-1] if above else None,
        "viewers": len(who_can_see(facts_of(company), asker=user)),
        "may_modify": may_modify,
        "address": address,
        "editable": address if may_modify else "",
    }


def show_head(request: HttpRequest, company: Company) -> str:
    """Return the header of the page as it is now, to be put in the place of what is there."""
    above = list(named(request.user, [company.parent_id]).values())
    context = head_of(request.user, company, above) | HEAD_ONLY
    return render_to_string("companies/record.html", context, request)


def _loaded(request: HttpRequest, pk: int) -> Company:
    companies = Company.objects.select_related("owner", "role", "billing_contact", "long_change")
    return with_file_count(companies).get_visible(request.user, pk)


def _ancestors(user, company: Company) -> list[Named]:
    """The companies above, from the top, as far as the person may know them."""
    above = named(user, company.ancestor_ids)
    return [above[each] for each in company.ancestor_ids]


def _tab(user, company: Company, tab: Tab, current: Tab) -> dict[str, Any]:
    return {
        "name": tab.name,
        "label": tab.label,
        "url": f"/companies/{company.pk}/" + ("" if tab is TABS[0] else f"?tab={tab.name}"),
        "count": tab.count(user, company) if tab.count else "",
        "current": tab is current,
    }
