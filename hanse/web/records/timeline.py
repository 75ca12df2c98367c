"""The timeline of a record in sentences: who did what, the fields of a change folded below it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hanse.activity.feed import Entry
from hanse.activity.models import Activity
from hanse.contacts.models import Contact
from hanse.web.records.values import Line, Reading, flat_changes

ICONS = {
    "note": "note",
    "call": "phone",
    "meeting": "calendar",
    "created": "plus",
    "updated": "pencil",
    "deleted": "trash",
    "restored": "undo",
}


@dataclass(frozen=True)
class Event:
    """One line of a timeline. `on` is the record it is about, where that is not the page's own."""

    at: datetime.datetime
    icon: str
    by: str
    says: str
    on: str
    on_address: str
    note: str
    lines: list[Line]


@dataclass(frozen=True)
class Day:
    """The events of one day."""

    on: datetime.date
    events: list[Event]


@dataclass(frozen=True)
class Timeline:
    """Events by day, newest first; `older` is the moment from which the next page starts."""

    days: list[Day]
    older: str


def read_before(request: HttpRequest) -> datetime.datetime | None:
    """Return the moment before which the request wants events; nonsense is no moment."""
    try:
        return parse_datetime(request.GET.get("before", ""))
    except ValueError:
        return None


def timeline(user, entries: Sequence[Entry], *, limit: int, contact_id: int | None = None) -> Timeline:
    """Return up to `limit` of `entries` in sentences; hand in one more to learn whether there are older ones."""
    shown = entries[:limit]
    changes = [entry.fields for entry in shown if entry.automatic and entry.kind.endswith("_updated")]
    reading = Reading(user, changes)
    people = _contact_names(user, shown, contact_id)
    events = [_event(entry, reading, people) for entry in shown]
    days = [Day(on, list(group)) for on, group in groupby(events, lambda event: timezone.localdate(event.at))]
    return Timeline(days, shown[-1].at.isoformat() if len(entries) > limit else "")


def _event(entry: Entry, reading: Reading, people: dict[int, str]) -> Event:
    verb = entry.kind.rpartition("_")[2]
    about_contact = entry.contact_id is not None and entry.contact_id in people
    gone = entry.kind.startswith("contact_") and not about_contact
    lines = reading.lines(entry.fields) if entry.automatic and verb == "updated" else []
    return Event(
        at=entry.at,
        icon=ICONS.get(verb, "history"),
        by=entry.by or _("Hanse"),
        says=_says(entry, verb),
        on=people[entry.contact_id] if about_contact else entry.text if gone else "",
        on_address=f"/contacts/{entry.contact_id}/" if about_contact else "",
        note="" if entry.automatic else entry.text,
        lines=lines,
    )


def _says(entry: Entry, verb: str) -> str:
    on_contact = entry.contact_id is not None
    if not entry.automatic:
        return _written(entry.kind, on_contact)
    if verb == "updated":
        count = len(flat_changes(entry.fields))
        counted = {"count": count}
        if entry.kind == "contact_updated":
            return ngettext("changed %(count)s field of", "changed %(count)s fields of", count) % counted
        return ngettext("changed %(count)s field", "changed %(count)s fields", count) % counted
    sentences: dict[str, Any] = {
        "company_created": _("added this company"),
        "contact_created": _("added the contact"),
        "contact_deleted": _("deleted the contact"),
        "company_restored": _("put earlier values back"),
        "contact_restored": _("put earlier values back for"),
    }
    return sentences.get(entry.kind) or _("changed this record")


def _written(kind: str, on_contact: bool) -> str:
    if on_contact:
        sentences = {
            Activity.Kind.NOTE: _("wrote a note on"),
            Activity.Kind.CALL: _("noted a call with"),
            Activity.Kind.MEETING: _("noted a meeting with"),
        }
    else:
        sentences = {
            Activity.Kind.NOTE: _("wrote a note"),
            Activity.Kind.CALL: _("noted a call"),
            Activity.Kind.MEETING: _("noted a meeting"),
        }
    return sentences.get(kind, "")


def _contact_names(user, entries: Sequence[Entry], own: int | None) -> dict[int, str]:
    """Names of the contacts that entries are about; on a contact's own page the page itself says whose they are."""
    wanted = {entry.contact_id for entry in entries if entry.contact_id is not None} - {own}
    if not wanted:
        return {}
    rows = Contact.objects.visible_to(user).filter(pk__in=wanted)
    return dict(rows.values_list("pk", "full_name"))
