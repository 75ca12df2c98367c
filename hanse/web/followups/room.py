"""What follow-ups declare of their pages: how they are found, shown and acted on in palette and search."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from hanse.followups.models import FollowUp
from hanse.web.followups.list_page import LIST
from hanse.web.followups.pages import PAGES
from hanse.web.owned.record import record_commands
from hanse.web.rooms import WebRoom


def _beside(follow_up: FollowUp) -> str:
    return f"{follow_up.company.name} · {follow_up.due_on.isoformat()}"


FOLLOW_UPS = WebRoom(
    page=LIST,
    urls="hanse.web.followups.urls",
    key="f",
    one=_("Follow-up"),
    found=lambda: FollowUp.objects.select_related("company"),
    order="sort_name",
    beside=_beside,
    commands=partial(record_commands, PAGES),
    also=_("add create task next step reminder"),
    new_icon="calendar",
)
