"""Suggestions of people whom a follow-up can be for."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hanse.accounts.access import Right
from hanse.companies.models import Company
from hanse.companies.people import pickable_users
from hanse.followups.actions import people_for
from hanse.foundation.text import fold
from hanse.setup.models import Section
from hanse.web.companies.pick import MOST, show_suggestions, typed
from hanse.web.policy import needs
from hanse.web.records.picks import user_text


def people_address(company: int, contact: int | None) -> str:
    """Return where people are suggested who can see a company, or one of its contacts."""
    return f"/follow-ups/people/?company={company}" + (f"&contact={contact}" if contact else "")


@needs(Right.VIEW, Section.CRM)
@require_safe
def people_pick(request: HttpRequest) -> HttpResponse:
    """Suggest people who can see `?company=`, or where no record is named all whom one may pick."""
    user, asked = request.user, request.GET.get("company", "")
    people = list(pickable_users(user).order_by("full_name", "username")) if not asked else []
    if asked.isdecimal() and len(asked) < 19:
        section = Section.CONTACTS if request.GET.get("contact") else Section.COMPANIES
        company = Company.objects.get_visible(user, int(asked), section=section)
        people = people_for(user, company, section=section)
    words = fold(typed(request)).split()
    found = [each for each in people if all(word in fold(user_text(each)) for word in words)][:MOST]
    suggestions = [{"text": user_text(each), "name": str(each), "more": each.username} for each in found]
    return show_suggestions(request, _("People"), suggestions)
