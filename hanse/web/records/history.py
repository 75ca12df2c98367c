"""The History tab of a record: every change of its fields, old and new, from the journal."""

import datetime
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hanse.journal.actor import Door
from hanse.journal.history import history
from hanse.journal.models import Change
from hanse.journal.undoing import CHANGED, GONE
from hanse.setup.models import Section
from hanse.web.records.values import Line, Reading


@dataclass(frozen=True)
class Told:
    """One change in words."""

    at: datetime.datetime
    by: str
    says: str
    door: str
    lines: list[Line]
    id: int
    before: int | None
    through: int | None


@dataclass(frozen=True)
class RecordHistory:
    """
    Changes of a record, newest first; `older` is where the next page starts.

    `restore` is where earlier values are put back, for those who may. A change then has `before`, the moment that its old
    values come from, and `through`, the moment after it; None where going back there makes no sense.
    """

    changes: list[Told]
    older: int | None
    restore: str = ""


def read_history(
    request: HttpRequest,
    kind: str,
    record_id: int,
    *,
    section: str = Section.COMPANIES,
    reading: type[Reading] = Reading,
    restore: str = "",
) -> RecordHistory:
    """
    Return a page of the history of a record that the person may see; `reading` knows the words of its fields, `restore`
    is the address that puts earlier values back, for one who may change the record.
    """
    before = request.GET.get("before", "")
    found = history(
        kind, record_id, before=int(before) if before.isdecimal() and len(before) < 19 else None, limit=30
    )
    words = reading(request.user, [change.fields for change in found.changes], section=section)
    newest = found.changes[0].pk if found.changes and not before else None
    told = [_told(change, words, is_now=change.pk == newest) for change in found.changes]
    return RecordHistory(told, found.older, restore)


def _told(change: Change, reading: Reading, *, is_now: bool) -> Told:
    verbs = {
        "created": _("added it"),
        "updated": _("changed it"),
        "undone": _("put earlier values back"),
        "restored": _("brought it back"),
        "moved": _("moved it by a merge"),
        "deleted": _("deleted it"),
        "invited": _("sent an invitation"),
        "password_changed": _("set a new password"),
    }
    doors: dict[str, str] = {
        Door.API: _("through the API"),
        Door.CONSOLE: _("on the command line"),
        Door.IMPORT: _("by an import"),
        Door.MAIL: _("by e-mail"),
        Door.JOB: _("by itself"),
    }
    return Told(
        change.at,
        change.by_name or _("Hanse"),
        verbs.get(change.verb, _("changed it")),
        doors.get(change.door, ""),
        reading.lines(change.fields),
        change.pk,
        # Everything before this change: numbers of changes rise.
        change.pk - 1 if change.verb in CHANGED else None,
        None if is_now or change.verb in GONE else change.pk,
    )
