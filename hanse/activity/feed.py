"""The timeline of a company or a contact: what people wrote and what the journal noticed, newest first."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from hanse.activity.models import Activity
from hanse.journal.models import Change

LIMIT = 50


@dataclass(frozen=True)
class Entry:
    """One line of a timeline; `automatic` ones come from the journal."""

    at: datetime.datetime
    by: str
    kind: str
    text: str
    company_id: int | None = None
    contact_id: int | None = None
    automatic: bool = False
    fields: dict[str, Any] = field(default_factory=dict)
    id: int | None = None
    by_id: int | None = None


def company_feed(
    company_id: int,
    *,
    before: datetime.datetime | None = None,
    limit: int = LIMIT,
    hidden: Collection[str] = (),
) -> list[Entry]:
    """Return the newest entries of a company and of what belongs to it, older than `before`; `hidden` as below."""
    return companies_feed([company_id], before=before, limit=limit, hidden=hidden)


def companies_feed(
    company_ids: Sequence[int],
    *,
    before: datetime.datetime | None = None,
    limit: int = LIMIT,
    hidden: Collection[str] = (),
) -> list[Entry]:
    """
    Return the newest entries of several companies, which the caller has found to be visible; `hidden` are the kinds of
    records that do not exist for the reader.
    """
    written = Activity.objects.filter(company__in=company_ids)
    noticed = Change.objects.filter(company_id__in=company_ids)
    if hidden:
        noticed = noticed.exclude(kind__in=[*hidden, *(f"{kind}_file" for kind in hidden)])
    if "contact" in hidden:
        # Rows of follow-ups do not tell whether they stood at a contact.
        written, noticed = written.filter(contact=None), noticed.exclude(kind="follow_up")
    return _merged(written, noticed, before, limit)


def contact_feed(
    contact_id: int,
    *,
    files: Iterable[int] = (),
    follow_ups: Iterable[int] = (),
    before: datetime.datetime | None = None,
    limit: int = LIMIT,
) -> list[Entry]:
    """Return the newest entries of one contact, of its `files` and `follow_ups`, older than `before`."""
    changes = Change.objects.filter(
        Q(kind="contact", record_id=contact_id)
        | Q(kind="contact_file", record_id__in=files)
        | Q(kind="follow_up", record_id__in=follow_ups)
    )
    return _merged(Activity.objects.filter(contact=contact_id), changes, before, limit)


def _merged(activities, changes, before: datetime.datetime | None, limit: int) -> list[Entry]:
    # What somebody wrote stands there itself; its journal row would say it twice.
    changes = changes.exclude(kind="activity")
    if before:
        activities, changes = activities.filter(at__lt=before), changes.filter(at__lt=before)
    written = [_written(row) for row in activities.order_by("-at", "-id")[:limit]]
    noticed = [_noticed(row) for row in changes.order_by("-id")[:limit]]
    return sorted(written + noticed, key=lambda entry: entry.at, reverse=True)[:limit]


def _written(row: Activity) -> Entry:
    return Entry(
        row.at, row.by_name, row.kind, row.text, row.company_id, row.contact_id, id=row.pk, by_id=row.by_id
    )


def _noticed(row: Change) -> Entry:
    contact = row.record_id if row.kind == "contact" else None
    return Entry(
        row.at,
        row.by_name,
        f"{row.kind}_{row.verb}",
        row.label,
        company_id=row.company_id,
        contact_id=contact,
        automatic=True,
        fields=row.fields,
        by_id=row.by_id,
    )
