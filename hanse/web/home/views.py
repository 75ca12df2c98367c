"""The page one starts from: what one was working on, and what happened where one can see it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hanse.accounts.access import Right, access_of, hidden_kinds
from hanse.activity.feed import companies_feed
from hanse.companies.models import Company
from hanse.followups.models import FollowUp
from hanse.followups.table import due
from hanse.setup.models import Section
from hanse.setup.querysets import hidden_from_everyone
from hanse.web.followups.list_page import my_open
from hanse.web.policy import signed_in
from hanse.web.records.composer import steps
from hanse.web.records.timeline import timeline
from hanse.web.shortcuts import show

MINE, LATELY, EVENTS, STEPS = 8, 30, 12, 6


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the start page: work for those who see companies, and for all others what they can do here."""
    access = access_of(request.user)
    context: dict[str, Any] = {
        "greeting": _greeting(request.user),
        "today": timezone.localdate(),
        "is_hidden": access.is_superadmin and hidden_from_everyone(Section.CRM),
        "sees_companies": access.may(Right.VIEW, Section.COMPANIES),
        "sees_contacts": access.may(Right.VIEW, Section.CONTACTS),
        "may_write": access.may(Right.WRITE, Section.COMPANIES),
    }
    if context["sees_companies"]:
        context |= _work(request.user)
    if context["sees_companies"] or context["sees_contacts"]:
        context |= _next_steps(request.user)
    return show(request, "home/home.html", context)


def _work(user) -> dict[str, Any]:
    visible = Company.objects.visible_to(user)
    mine = visible.filter(owner=user.pk).select_related("role").order_by("-last_activity", "-id")[:MINE]
    # Whatever happens to a company moves its last activity, so the newest events are at these.
    lately = {company.pk: company for company in visible.order_by("-last_activity", "-id")[:LATELY]}
    entries = companies_feed(list(lately), limit=EVENTS, hidden=hidden_kinds(user)) if lately else []
    return {
        "mine": list(mine),
        "timeline": timeline(user, entries, limit=EVENTS, companies=lately),
        "sees_something": bool(lately),
    }


def _next_steps(user) -> dict[str, Any]:
    """What the person is to do today, and what he should have done."""
    due_now = FollowUp.objects.visible_to(user).filter(due("overdue") | due("today"), person=user.pk)
    found = steps(due_now, STEPS + 1)
    return {"due_now": found[:STEPS], "more_due": len(found) > STEPS, "my_follow_ups": my_open(user.username)}


def _greeting(user) -> str:
    hour = timezone.localtime().hour
    words = _("Good morning") if hour < 12 else _("Good afternoon") if hour < 18 else _("Good evening")
    return _("%(greeting)s, %(name)s") % {"greeting": words, "name": str(user).split(" ")[0]}
