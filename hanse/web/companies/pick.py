"""Suggestions for fields that name a company or a person: only what the one who types may see."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hanse.accounts.access import Right
from hanse.companies.models import Company
from hanse.companies.naming import Named, named
from hanse.companies.people import pickable_users
from hanse.foundation.countries import country_name
from hanse.foundation.text import clean_line
from hanse.search.matching import first_matching
from hanse.setup.models import Section
from hanse.web.policy import needs
from hanse.web.records.picks import record_text, user_text
from hanse.web.shortcuts import show

MOST = 8
# What a suggestion has put into the field is not searched for: one who comes back to it wants to see what else there is.
_PICKED = re.compile(r"\((#\d+|[^()\s]+)\)\s*$")


@needs(Right.VIEW, Section.COMPANIES)
@require_safe
def company_pick(request: HttpRequest) -> HttpResponse:
    """Suggest companies by any of their words."""
    return show_companies(request, section=Section.COMPANIES)


@needs(Right.VIEW, Section.COMPANIES)
@require_safe
def person_pick(request: HttpRequest) -> HttpResponse:
    """Suggest people who can own a company."""
    text = typed(request)
    people = pickable_users(request.user).select_related("company").order_by("full_name", "username")
    for word in text.split()[:4]:
        people = people.filter(full_name__icontains=word) | people.filter(username__icontains=word)
    found = list(people[:MOST])
    # A person is shown with his company only as far as the reader may know of it.
    employers = named(request.user, [each.company_id for each in found])
    suggestions = [
        {"text": user_text(each), "name": str(each), "more": _known(employers.get(each.company_id or 0))}
        for each in found
    ]
    return show_suggestions(request, _("People"), suggestions)


def show_companies(request: HttpRequest, *, section: str) -> HttpResponse:
    """Suggest companies that the person may see in this section."""
    user = request.user
    found = first_matching(Company.objects.visible_to(user, section=section), typed(request))
    companies = list(found.order_by("sort_name", "id")[:MOST])
    parents = named(user, [company.parent_id for company in companies], section=section)
    suggestions = [
        {"text": record_text(company), "name": company.name, "more": _beside(company, parents)}
        for company in companies
    ]
    return show_suggestions(request, _("Companies"), suggestions)


def show_suggestions(request: HttpRequest, title: str, suggestions: list[dict]) -> HttpResponse:
    """Return suggestions as options for the field that asked, or as a page."""
    context = {"title": title, "suggestions": suggestions}
    return show(request, "records/suggestions.html", context, partial="options")


def typed(request: HttpRequest) -> str:
    """Return what was typed into the field that asked, whatever its name; nothing where a suggestion stands in it."""
    name = request.htmx.trigger_name or "q"
    text = request.GET.get("q") or request.GET.get(name, "")
    return "" if _PICKED.search(text) else clean_line(text)[:200]


def _known(company: Named | None) -> str:
    return str(company) if company and company.is_known else ""


def _beside(company: Company, parents: dict) -> str:
    words = [country_name(company.country, get_language() or "en")] if company.country else []
    if company.parent_id in parents and parents[company.parent_id].is_known:
        words.insert(0, _("Part of %s") % parents[company.parent_id])
    return " · ".join(words)
