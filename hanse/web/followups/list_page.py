"""The list of follow-ups: rows and filters; it opens with what the reader himself still has to do."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hanse.accounts.access import Right
from hanse.followups.room import FOLLOW_UPS
from hanse.setup.models import Section
from hanse.web.lists.page import ListPage, Look, Words
from hanse.web.lists.saved import default_address
from hanse.web.lists.views import show_list
from hanse.web.owned.bulk import owned_bulk
from hanse.web.policy import needs
from hanse.web.shortcuts import swaps

LIST = ListPage(
    room=FOLLOW_UPS,
    icon="calendar",
    looks={
        "text": Look("title", sort="name"),
        "due_on": Look("meta", sort="due"),
        "company": Look("end"),
        "contact": Look("hide", priority=3),
        "person": Look("hide", priority=2),
        "done": Look("side"),
    },
    words=Words(
        title=_("Follow-ups"),
        noun=_("follow-ups"),
        placeholder=_("What to do"),
        new=_("New follow-up"),
        nothing_yet=_("No follow-ups yet"),
        nothing_yet_text=_(
            "The next step with a customer, and the day for it. Plan one on the page of a company."
        ),
        nothing_for_you=_("No follow-ups yet"),
        nothing_for_you_text=_(
            "The next step with a customer, and the day for it. Plan one on the page of a company."
        ),
    ),
    shape=lambda rows, shown: rows.select_related("company", "contact", "person"),
    picks={"company": "/follow-ups/companies/", "user": "/follow-ups/people/"},
    bulk=owned_bulk(FOLLOW_UPS),
    beside="followups/_mark.html",
)


@needs(Right.VIEW, Section.CRM)
@require_safe
def follow_up_list(request: HttpRequest) -> HttpResponse:
    """Show the list; asked for nothing, what the person still has to do, or the view that he opens it with."""
    if not request.GET and not swaps(request) and not default_address(request.user, LIST):
        return redirect(my_open(request.user.username))
    return show_list(request, LIST)


def my_open(username: str, **more: str) -> str:
    """Return the address of what somebody still has to do."""
    asked: Mapping[str, str] = {"when": "open", "person": username} | more
    return f"{LIST.url}?{urlencode(asked)}"
