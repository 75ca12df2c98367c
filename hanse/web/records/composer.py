"""What is written down on the page of a company or a contact: a note, a call, a meeting, or a follow-up with its day."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.accounts.access import access_of
from hanse.activity.models import Activity
from hanse.companies.models import Company
from hanse.contacts.activity import log_activity
from hanse.contacts.models import Contact
from hanse.followups.actions import RECORDS
from hanse.followups.models import FollowUp
from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.web.followups.people import people_address
from hanse.web.records.picks import read_user
from hanse.web.request import actor, person
from hanse.web.shortcuts import done

FOLLOW_UP = "follow_up"
STEPS = 20
ASKED = ("kind", "text", "due_on", "due_time", "person")


def planning(user: Any, company: Company, contact: Contact | None = None) -> dict[str, Any]:
    """Return what the composer offers on a page, and the `steps` that are open there, the first due first."""
    # Seeing the company is seeing what is planned there.
    open_there = FollowUp.objects.filter(done=False, company=company)  # unscoped: see above
    there = open_there.shown_to(access_of(user))
    return {
        "kinds": [*Activity.Kind.choices, (FOLLOW_UP, _("Follow-up"))],
        "person_pick": people_address(company.pk, contact.pk if contact else None),
        "tomorrow": timezone.localdate() + datetime.timedelta(days=1),
        "steps": steps(there.filter(contact=contact) if contact else there),
    }


def steps(follow_ups: QuerySet[FollowUp], most: int = STEPS) -> list[FollowUp]:
    """Return the first due of some follow-ups, with what a short list prints of them."""
    rows = follow_ups.select_related("company", "contact", "person")
    return list(rows.order_by("due_on", "id")[:most])


def write_down(
    request: HttpRequest, *, company_id: int | None = None, contact_id: int | None = None
) -> dict[str, str] | None:
    """
    Store what was typed into the composer; return it with the problem where it cannot be stored.

    :raises NotFound, Forbidden: as the record says.
    """
    asked = {name: request.POST.get(name, "") for name in ASKED}
    try:
        if asked["kind"] == FOLLOW_UP:
            at = {"contact": contact_id} if contact_id else {"company": company_id}
            raw = {name: asked[name] for name in ("text", "due_on", "due_time")}
            RECORDS.create(at | raw | {"person": _person(request, asked["person"])}, by=actor(request))
            done(request, _("Planned."))
        else:
            log_activity(
                company_id=company_id,
                contact_id=contact_id,
                kind=asked["kind"],
                text=asked["text"],
                by=actor(request),
            )
            done(request, _("Noted."))
    except Invalid as invalid:
        return asked | {"error": " ".join(each.message for each in invalid.problems)}
    return None


def _person(request: HttpRequest, text: str) -> str:
    try:
        return read_user(person(request), text)
    except BadValue as bad:
        raise Invalid([Problem("person", bad.message)]) from bad
