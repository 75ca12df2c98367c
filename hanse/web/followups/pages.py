"""What follow-ups say of their pages, and the one click that says done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from hanse.accounts.access import Right
from hanse.followups.actions import RECORDS
from hanse.setup.models import Section
from hanse.web.followups.list_page import LIST
from hanse.web.owned.pages import OwnedPages
from hanse.web.policy import needs
from hanse.web.request import actor
from hanse.web.shortcuts import came_from, done

PAGES = OwnedPages(
    list=LIST,
    parts=((_("Follow-up"), ("text", "due_on", "due_time", "person", "company", "done")),),
    add=_("Add follow-up"),
    edit=_("Edit follow-up"),
    save=_("Save follow-up"),
    delete=_("Delete follow-up"),
    wide=frozenset({"text"}),
    rule=lambda access, follow_up: follow_up.may_change(access),
    templates={"record": "followups/record.html"},
)


@needs(Right.WRITE, Section.CRM)
@require_POST
def follow_up_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a follow-up is done, or with `done=0` that it is not."""
    is_done = request.POST.get("done") != "0"
    saved = RECORDS.update(pk, {"done": is_done}, by=actor(request))
    done(request, (_now("Done: %s") if is_done else _now("Open again: %s")) % saved)
    return redirect(came_from(request))
