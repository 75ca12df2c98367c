"""The History tab of a record: every change of its fields, old and new, from the journal."""

import datetime
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hanse.journal.actor import Door
from hanse.journal.history import history
from hanse.journal.models import Change
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


@dataclass(frozen=True)
class RecordHistory:
    """Changes of a record, newest first; `older` is where the next page starts."""

    changes: list[Told]
    older: int | None


def read_history(
    request: HttpRequest,
    kind: str,
    record_id: int,
    *,
    section: str = Section.COMPANIES,
    reading: type[Reading] = Reading,
) -> RecordHistory:
    """Return a page of the history of a record that the person may see; `reading` knows the words of its fields."""
    before = request.GET.get("before", "")
    found = history(
        kind, record_id, before=int(before) if before.isdecimal() and len(before) < 19 else None, limit=30
    )
    words = reading(request.user, [change.fields for change in found.changes], section=section)
    return RecordHistory([_told(change, words) for change in found.changes], found.older)


def _told(change: Change, reading: Reading) -> Told:
    verbs = {
        "created": _("added it"),
        "updated": _("changed it"),
        "restored": _("put earlier values back"),
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
    )
