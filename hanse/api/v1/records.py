"""What every record answers besides its fields: its activity, its history, and who can see it. One shape for all."""

import base64
import binascii
import datetime
import json
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import Field

from hanse.accounts.models import User
from hanse.activity.feed import Entry
from hanse.activity.models import Activity
from hanse.api.answers import answer, listing, moment, whole
from hanse.api.request import ApiRequest
from hanse.api.schema import PAGING, Body, Listing, Shown, body_example, described, example
from hanse.companies.people import Witness
from hanse.foundation.errors import Invalid, Problem
from hanse.foundation.paging import limits
from hanse.journal.history import history

Feed = Callable[..., list[Entry]]
READ_PAGES = described(404, 422, parameters=PAGING)
# More entries than this never share one moment, so skipping them costs little.
MOST_SKIPPED = 10_000


class ActivityNew(Body):
    """Something that was done, in words."""

    text: str
    kind: Annotated[str, Field(description="note, call or meeting.")] = "note"

    model_config = body_example(kind="call", text="Wants an offer until Friday.")


class EntryOut(Shown):
    """One line of the timeline: written by a person, or noticed by the house (`automatic`)."""

    id: Annotated[int | None, Field(description="Null for what the house noticed.")]
    at: datetime.datetime
    by: Annotated[str | None, Field(description="A login name; null when nobody is left who did it.")]
    by_name: str
    kind: Annotated[str, Field(description="note, call, meeting, or what was noticed: company_updated …")]
    text: str
    company: int | None
    contact: int | None
    automatic: bool
    fields: Annotated[dict[str, list[Any]], Field(description="What changed: field → [old, new].")]

    model_config = example(
        id=12,
        at="2026-11-24T09:30:00Z",
        by="user1",
        by_name="User #1",
        kind="call",
        text="Wants an offer until Friday.",
        company=2,
        contact=None,
        automatic=False,
        fields={},
    )


class EntryList(Listing):
    """One page of a timeline."""

    items: list[EntryOut]


class ChangeOut(Shown):
    """One change: who, when, by which door, each field old and new."""

    id: int
    at: datetime.datetime
    by: Annotated[str | None, Field(description="A login name; null for the house itself.")]
    by_name: str
    door: Literal["web", "api", "console", "import", "mail", "job"]
    verb: str
    label: str
    fields: Annotated[dict[str, list[Any]], Field(description="Field → [old, new].")]
    request_id: Annotated[str, Field(description="What `POST /undo/{request_id}` takes back, if you did it.")]
    import_id: Annotated[int | None, Field(description="The import that this change was part of.")]

    model_config = example(
        id=81,
        at="2026-11-24T09:30:00Z",
        by="user1",
        by_name="User #1",
        door="api",
        verb="updated",
        label="Customer #A",
        fields={"phone": ["", "+34 600 000 000"]},
        request_id="0f8d2c4be8b14f6a9b1f0d5c3e7a2b46",
        import_id=None,
    )


class ChangeList(Listing):
    """One page of a history."""

    items: list[ChangeOut]


class RuleOut(Shown):
    """A rule of access that holds."""

    code: Annotated[str, Field(description="A1 to A5, as the guide numbers them.")]
    why: str


class WitnessOut(Shown):
    """A person who can see the record, and why."""

    user: str
    full_name: str
    may_modify: bool
    rules: list[RuleOut]

    model_config = example(
        user="user1", full_name="User #1", may_modify=True, rules=[{"code": "A3", "why": "owns it"}]
    )


class WitnessList(Listing):
    """Everybody who can see the record."""

    items: list[WitnessOut]


def feed_page(request: ApiRequest, feed: Feed) -> HttpResponse:
    """
    Return a page of the timeline that `feed(before=…, limit=…)` reads.

    :raises Invalid: for a limit or a cursor that cannot be one.
    """
    limit = limits(request.GET.get("limit"))
    at, skip = _read_cursor(request.GET.get("cursor"))
    # Entries of one moment stay together over the edge of a page: read them again, and skip those already given.
    before = at + datetime.timedelta(microseconds=1) if at else None
    entries = feed(before=before, limit=limit + skip + 1)[skip:]
    more = len(entries) > limit
    entries = entries[:limit]
    logins = _logins(entry.by_id for entry in entries)
    items = [_entry(entry, logins) for entry in entries]
    return listing(items, next=_write_cursor(entries, at, skip) if more else None)


def entry_answer(entry: Activity, by: User, location: str) -> HttpResponse:
    """Return a line that was just written."""
    shown = Entry(
        entry.at,
        entry.by_name,
        entry.kind,
        entry.text,
        company_id=entry.company_id,
        contact_id=entry.contact_id,
        id=entry.pk,
        by_id=entry.by_id,
    )
    return answer(_entry(shown, {by.pk: by.username}), status=201, location=location)


def history_page(request: ApiRequest, kind: str, record_id: int) -> HttpResponse:
    """
    Return a page of the history of a record that the person was found to see.

    :raises Invalid: for a limit or a cursor that cannot be one.
    """
    limit = limits(request.GET.get("limit"))
    cursor = request.GET.get("cursor")
    if cursor and not (cursor.isdecimal() and len(cursor) < 19):
        raise _bad_cursor()
    page = history(kind, record_id, before=int(cursor) if cursor else None, limit=limit)
    logins = _logins(change.by_id for change in page.changes)
    items = [
        {
            "id": change.pk,
            "at": moment(change.at),
            "by": logins.get(change.by_id),
            "by_name": change.by_name,
            "door": change.door,
            "verb": change.verb,
            "label": change.label,
            "fields": change.fields,
            "request_id": change.request_id,
            "import_id": change.batch,
        }
        for change in page.changes
    ]
    return listing(items, next=str(page.older) if page.older else None)


def witnesses(people: Iterable[Witness]) -> HttpResponse:
    """Return who can see a record, and by which rules."""
    return whole(
        {
            "user": each.user.username,
            "full_name": each.user.full_name,
            "may_modify": each.decision.may_modify,
            "rules": [{"code": rule.code, "why": str(rule.why)} for rule in each.decision.rules],
        }
        for each in people
    )


def _entry(entry: Entry, logins: dict[int | None, str]) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": moment(entry.at),
        "by": logins.get(entry.by_id),
        "by_name": entry.by,
        "kind": entry.kind,
        "text": entry.text,
        "company": entry.company_id,
        "contact": entry.contact_id,
        "automatic": entry.automatic,
        "fields": entry.fields,
    }


def _logins(ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the login names of those who acted on a record that the person sees; their names stand there anyway."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    people = User.objects.filter(pk__in=wanted)  # unscoped: their names are part of the record's history
    return dict(people.values_list("pk", "username"))


def _write_cursor(entries: list[Entry], at: datetime.datetime | None, skip: int) -> str:
    last = entries[-1].at
    seen = sum(entry.at == last for entry in entries) + (skip if at == last else 0)
    text = json.dumps([last.isoformat(), seen])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None) -> tuple[datetime.datetime | None, int]:
    if not cursor:
        return None, 0
    try:
        at, skip = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        at = datetime.datetime.fromisoformat(at)
        if at.tzinfo is not None and at.year < 9999 and type(skip) is int and 0 <= skip <= MOST_SKIPPED:
            return at, skip
    except (binascii.Error, ValueError, TypeError, RecursionError):
        pass
    raise _bad_cursor()


def _bad_cursor() -> Invalid:
    return Invalid(
        [Problem("cursor", _("This cursor does not belong to this list; start again without it."))]
    )  # fmt: skip
