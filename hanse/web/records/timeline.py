"""The timeline of a record in sentences: who did what, the fields of a change folded below it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hanse.activity.feed import Entry
from hanse.contacts.models import Contact
from hanse.customfields.models import CustomField
from hanse.web.records.values import Line, Reading, flat_changes

ICONS = {
    "note": "note",
    "call": "phone",
    "meeting": "calendar",
    "created": "plus",
    "updated": "pencil",
    "deleted": "trash",
    "restored": "undo",
    "undone": "undo",
    "moved": "swap",
}
# A single changed field stands in the sentence itself up to this length.
SHORT = 80


@dataclass(frozen=True)
class Event:
    """One line of a timeline; `company` is named where the page is about many, `lines` are folded below."""

    at: datetime.datetime
    icon: str
    says: SafeString
    company: Any
    note: str
    lines: list[Line]
    single: Line | None


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


@dataclass(frozen=True)
class About:
    """What the sentences of one page need: changed fields in words, names of contacts, whose page it is."""

    reading: Reading
    contacts: Mapping[int, str]
    companies: Mapping[int, Any]
    own_contact: int | None


def read_before(request: HttpRequest) -> datetime.datetime | None:
    """Return the moment before which the request wants events; nonsense is no moment."""
    try:
        moment = parse_datetime(request.GET.get("before", ""))
        return moment.astimezone(datetime.UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def timeline(
    user,
    entries: Sequence[Entry],
    *,
    limit: int,
    contacts: QuerySet | None = None,
    contact_id: int | None = None,
    companies: Mapping[int, Any] | None = None,
    custom: Sequence[CustomField] | None = None,
) -> Timeline:
    """
    Return up to `limit` of `entries` in sentences; hand in one more to learn whether there are older ones.

    `contacts` are those that may be named, all that `user` sees when not given; `contact_id` is the one whose page it is;
    `companies` are those that a page about many names beside the events; `custom` saves reading the custom fields again.
    """
    shown = entries[:limit]
    changes = [entry.fields for entry in shown if _is_change(entry)]
    about = About(
        Reading(user, changes, custom=custom),
        _contact_names(
            contacts if contacts is not None else Contact.objects.visible_to(user), shown, contact_id
        ),
        companies or {},
        contact_id,
    )
    events = [_event(entry, about) for entry in shown]
    days = [Day(on, list(group)) for on, group in groupby(events, lambda event: timezone.localdate(event.at))]
    return Timeline(days, shown[-1].at.isoformat() if len(entries) > limit else "")


def _event(entry: Entry, about: About) -> Event:
    lines = about.reading.lines(entry.fields) if _is_change(entry) and not _is_tick(entry) else []
    single = lines[0] if len(lines) == 1 and len(lines[0].old + lines[0].new) <= SHORT else None
    pattern = _pattern(entry, about, single)
    return Event(
        at=entry.at,
        icon=_icon(entry),
        says=format_html(
            pattern,
            by=format_html("<b>{}</b>", entry.by or _("Hanse")),
            contact=_contact(entry, about),
            field=format_html("<b>{}</b>", single.label) if single else "",
            count=len(lines),
            file=format_html("<b>{}</b>", entry.text),
            record=format_html("<b>{}</b>", entry.text),
        ),
        company=about.companies.get(entry.company_id or 0),
        note="" if entry.automatic else entry.text,
        lines=[] if single else lines,
        single=single,
    )


def _icon(entry: Entry) -> str:
    if _is_tick(entry) and entry.fields["done"][1]:
        return "check"
    return ICONS.get(entry.kind.rpartition("_")[2], "history")


def _is_tick(entry: Entry) -> bool:
    """Tell whether a follow-up was marked as done or opened again, and nothing else of it was changed."""
    return _is_change(entry) and entry.kind.startswith("follow_up_") and [*entry.fields] == ["done"]


def _is_change(entry: Entry) -> bool:
    return entry.automatic and entry.kind.endswith(("_updated", "_undone"))


def _contact(entry: Entry, about: About) -> SafeString:
    name = about.contacts.get(entry.contact_id or 0)
    if name is None:
        # Gone since: the journal still knows the name.
        return format_html("<b>{}</b>", entry.text if entry.automatic else _("a contact"))
    return format_html('<a class="link" href="/contacts/{}/">{}</a>', entry.contact_id, name)


def _pattern(entry: Entry, about: About, single: Line | None) -> str:
    """The sentence for an entry; {contact} stands only where the page is not that contact's own."""
    names_contact = entry.contact_id is not None and entry.contact_id != about.own_contact
    if entry.kind.startswith("follow_up_"):
        return _on_follow_up(entry)
    if entry.kind.removeprefix("contact_").startswith("file_"):
        return _on_file()[entry.kind.rpartition("_")[2]]
    if entry.automatic and entry.kind.rpartition("_")[0] not in ("company", "contact"):
        return _on_other().get(entry.kind.rpartition("_")[2]) or _("{by} changed {record}")
    if _is_change(entry):
        if entry.kind.endswith("_undone"):
            return (
                _("{by} put earlier values of {contact} back")
                if names_contact
                else _("{by} put earlier values back")
            )
        return _change_pattern(len(flat_changes(entry.fields)), names_contact, single)
    patterns = _on_contact() if names_contact else _on_record()
    return patterns.get(entry.kind) or _("{by} changed this")


def _change_pattern(count: int, names_contact: bool, single: Line | None) -> str:
    if single:
        return _("{by} changed {field} of {contact}") if names_contact else _("{by} changed {field}")
    if names_contact:
        return ngettext(
            "{by} changed {count} field of {contact}", "{by} changed {count} fields of {contact}", count
        )
    return ngettext("{by} changed {count} field", "{by} changed {count} fields", count)


def _on_contact() -> dict[str, str]:
    return {
        "note": _("{by} wrote a note on {contact}"),
        "call": _("{by} noted a call with {contact}"),
        "meeting": _("{by} noted a meeting with {contact}"),
        "contact_created": _("{by} added the contact {contact}"),
        "contact_deleted": _("{by} deleted the contact {contact}"),
        "contact_restored": _("{by} brought the contact {contact} back"),
        "contact_moved": _("{by} moved the contact {contact} by a merge"),
    }


def _on_record() -> dict[str, str]:
    return {
        "note": _("{by} wrote a note"),
        "call": _("{by} noted a call"),
        "meeting": _("{by} noted a meeting"),
        "company_created": _("{by} added the company"),
        "company_restored": _("{by} brought the company back"),
        "contact_created": _("{by} added the contact"),
        "contact_restored": _("{by} brought the contact back"),
    }


def _on_other() -> dict[str, str]:
    """Of records of any other room, under their names."""
    return {
        "created": _("{by} added {record}"),
        "deleted": _("{by} deleted {record}"),
        "restored": _("{by} brought {record} back"),
        "undone": _("{by} put earlier values of {record} back"),
    }


def _on_follow_up(entry: Entry) -> str:
    if _is_tick(entry):
        return _("{by} did {file}") if entry.fields["done"][1] else _("{by} opened {file} again")
    return {
        "created": _("{by} planned {file}"),
        "deleted": _("{by} deleted the follow-up {file}"),
        "restored": _("{by} brought the follow-up {file} back"),
    }.get(entry.kind.rpartition("_")[2]) or _("{by} changed the follow-up {file}")


def _on_file() -> dict[str, str]:
    return {
        "created": _("{by} added the file {file}"),
        "updated": _("{by} changed the file {file}"),
        "deleted": _("{by} deleted the file {file}"),
        "undone": _("{by} gave the file {file} its earlier values back"),
        "restored": _("{by} brought the file {file} back"),
        "moved": _("{by} moved the file {file} by a merge"),
    }


def _contact_names(contacts: QuerySet, entries: Sequence[Entry], own: int | None) -> dict[int, str]:
    wanted = {entry.contact_id for entry in entries if entry.contact_id is not None} - {own}
    if not wanted:
        return {}
    return dict(contacts.filter(pk__in=wanted).values_list("pk", "full_name"))
