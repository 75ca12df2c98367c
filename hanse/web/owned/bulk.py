"""What the list of records of a company offers for its selected rows, by the kinds of their fields."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.foundation.rooms import Room
from hanse.web.lists.bulk import Bulk, Control
from hanse.web.records.picks import read_company


def owned_bulk(room: Room) -> Bulk:
    """Return how new values for many records of a room are asked for and read."""
    kinds = {each.name: each.kind for each in room.fields}

    def control(user: Any, name: str) -> Control:
        if kinds[name] == "boolean":
            return Control(choices=[("0", _("No")), ("1", _("Yes"))])
        pick = f"/{room.name}/companies/" if kinds[name] == "company" else ""
        return Control(pick=pick, lines=kinds[name] == "lines")

    def read(user: Any, name: str, text: str) -> Any:
        try:
            return read_company(user, text, section=room.section) if kinds[name] == "company" else text
        except BadValue as bad:
            raise Invalid([Problem(name, bad.message)]) from bad

    return Bulk(control, read, _changed, _deleted)


def _changed(count: int) -> str:
    return ngettext("%(count)s record was changed.", "%(count)s records were changed.", count) % {
        "count": count
    }


def _deleted(count: int) -> str:
    return ngettext("%(count)s record was deleted.", "%(count)s records were deleted.", count) % {
        "count": count
    }
