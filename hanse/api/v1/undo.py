"""Undo of what one request did, the trash, and earlier values of a record."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from hanse.accounts.access import Right
from hanse.api.answers import answer, listing, moment
from hanse.api.door import actor
from hanse.api.policy import needs, signed_in
from hanse.api.request import ApiRequest
from hanse.api.schema import IDEMPOTENCY_KEY, PAGING, Body, Listing, Shown, body_example, described, example
from hanse.contacts.trash import read_trash
from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.foundation.fields import moment as read_moment
from hanse.foundation.paging import limits
from hanse.foundation.rooms import rooms
from hanse.journal.earlier import differences, last_change, raw_of, values_then
from hanse.journal.undoing import undo
from hanse.setup.models import Section

steps = Router(tags=["Undo"])
trash = Router(tags=["Undo"])
# So many records of a step are named in the answer.
NAMED = 100


class TakenBack(Shown):
    """One change that was taken back."""

    kind: Annotated[str, Field(description="company, contact, activity, file, user …")]
    id: int
    label: str
    verb: Annotated[str, Field(description="What had been done: created, updated, deleted …")]


class UndoneOut(Shown):
    """What was taken back."""

    request_id: Annotated[str, Field(description="Undo this to do it again.")]
    count: int
    changes: Annotated[list[TakenBack], Field(description="The first 100, newest first.")]
    stays: Annotated[list[str], Field(description="What stays as it is, in words.")]

    model_config = example(
        request_id="0f8d2c4be8b14f6a9b1f0d5c3e7a2b46",
        count=1,
        changes=[{"kind": "company", "id": 2, "label": "Customer #A", "verb": "updated"}],
        stays=[],
    )


class DeletionOut(Shown):
    """A deleted record that you may bring back."""

    kind: Annotated[str, Field(description=" or ".join(room.kind for room in rooms()) + ".")]
    id: int
    label: str
    at: datetime.datetime
    by_name: str

    model_config = example(
        kind="company", id=2, label="Customer #A", at="2026-11-24T09:30:00Z", by_name="User #1"
    )


class DeletionList(Listing):
    """One page of the trash."""

    items: list[DeletionOut]


class Restoring(Body):
    """What to go back to; nothing at all brings a deleted record back."""

    as_of: Annotated[str | None, Field(description="A moment: the values that the record had then.")] = None
    change: Annotated[
        int | None, Field(description="The id of a change in its history: the values right after it.")
    ] = None
    fields: Annotated[
        list[str] | None, Field(description="Only these fields; custom ones as `custom.<id>`.")
    ] = None

    model_config = body_example(as_of="2026-11-24T09:30:00Z", fields=["phone", "custom.4"])

    @property
    def is_empty(self) -> bool:
        return self.as_of is None and self.change is None


@steps.post(
    "/{str:request_id}",
    response=UndoneOut,
    openapi_extra=described(403, 404, 409, parameters=[IDEMPOTENCY_KEY]),
)
@signed_in
def undo_a_request(request: ApiRequest, request_id: str) -> HttpResponse:
    """Take back all that you did with one request, by its X-Request-ID, through whatever door. 409 names what stands against it."""
    report = undo(request_id.replace("\0", ""), by=actor(request))
    return answer(
        {
            "request_id": request.id,
            "count": len(report.changes),
            "changes": [
                {"kind": each.kind, "id": each.record_id, "label": each.label, "verb": each.verb}
                for each in report.changes[:NAMED]
            ],
            "stays": report.stays,
        }
    )


@trash.get("", response=DeletionList, openapi_extra=described(403, 404, 422, parameters=PAGING))
@needs(Right.WRITE, Section.CRM)
def list_trash(request: ApiRequest) -> HttpResponse:
    """The records deleted in the last 30 days that you may bring back, newest first."""
    cursor = request.GET.get("cursor")
    if cursor and not (cursor.isdecimal() and len(cursor) < 19):
        sentence = _("This cursor does not belong to this list; start again without it.")
        raise Invalid([Problem("cursor", sentence)])
    found = read_trash(
        request.user, before=int(cursor) if cursor else None, limit=limits(request.GET.get("limit"))
    )
    items = [
        {
            "kind": row.kind,
            "id": row.record_id,
            "label": row.label,
            "at": moment(row.at),
            "by_name": row.by_name,
        }
        for row in found.rows
    ]
    return listing(items, next=str(found.older) if found.older else None)


def earlier_values(kind: str, record_id: int, now: Mapping[str, Any], body: Restoring) -> dict[str, Any]:
    """
    Return the values to put back, as actions take them.

    :raises Invalid: for a moment or fields that there are not.
    :raises Refused: when the record did not exist then.
    """
    differing = differences(now, values_then(kind, record_id, now, through=_through(kind, record_id, body)))
    if body.fields is None:
        return raw_of(differing)
    custom = {f"custom.{key}" for key in now.get("custom", {})} | {each.field for each in differing}
    unknown = [name for name in body.fields if name not in now and name not in custom]
    if unknown:
        raise Invalid([Problem("fields", _("There is no field “%s”.") % name[:60]) for name in unknown])
    wanted = set(body.fields)
    return raw_of(
        each
        for each in differing
        if each.field in wanted or ("custom" in wanted and each.field.startswith("custom."))
    )


def _through(kind: str, record_id: int, body: Restoring) -> int:
    if body.change is not None:
        if body.as_of is not None:
            raise Invalid([Problem("as_of", _("Give a moment or a change, not both."))])
        return min(max(body.change, 0), 2**62)
    try:
        cleaned = read_moment(body.as_of)
    except BadValue as bad:
        raise Invalid([Problem("as_of", bad.message)]) from bad
    if cleaned is None:
        raise Invalid([Problem("as_of", _("Give a moment, such as 2026-11-24T09:30:00Z."))])
    return last_change(kind, record_id, at=cleaned)
