"""Undo from a toast, and the trash of 30 days."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hanse.accounts.access import Right
from hanse.bulk.running import begin_undo, is_going_on
from hanse.contacts.trash import read_trash, restore_deleted
from hanse.foundation.errors import Refused
from hanse.journal.undoing import GONE, MADE, Report, is_too_long, undo
from hanse.setup.models import Section
from hanse.web.lists.bulk import show_run
from hanse.web.policy import needs, signed_in
from hanse.web.request import actor, person
from hanse.web.rooms import WebRoom, web_rooms
from hanse.web.shortcuts import came_from, done, failed, show


@signed_in
@require_POST
def undo_step(request: HttpRequest, step: str) -> HttpResponse:
    """Take back what the person did with one request; the next toast takes back the taking back."""
    try:
        if is_going_on(step, by=actor(request)) or is_too_long(step, by=actor(request)):
            run = begin_undo(step, by=actor(request), back=came_from(request))
            return redirect(f"/bulk/{run.pk}/")
        report = undo(step, by=actor(request))
    except Refused as refused:
        failed(request, refused.message)
        return redirect(came_from(request))
    done(request, " ".join([_("Undone."), *report.stays]))
    return redirect(_where_to(request, report))


@signed_in
@require_safe
def large_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a change of many records is, or its undo, and what came of it."""
    return show_run(request, pk)


@needs(Right.WRITE, Section.CRM)
@require_safe
def trash(request: HttpRequest) -> HttpResponse:
    """List what was deleted in the last 30 days and the person may bring back."""
    before = request.GET.get("before", "")
    found = read_trash(
        person(request), before=int(before) if before.isdecimal() and len(before) < 19 else None
    )
    rooms = _rooms()
    return show(
        request,
        "undo/trash.html",
        {"rows": [(row, rooms[row.kind].one) for row in found.rows], "older": found.older},
    )


@needs(Right.WRITE, Section.CRM)
@require_POST
def trash_restore(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Bring a deleted record back with what went along."""
    try:
        told = restore_deleted(kind, pk, by=actor(request))
    except Refused as refused:
        failed(request, refused.message)
        return redirect("/trash/")
    done(request, _("%s is back.") % told.label)
    return redirect(f"{_rooms()[told.kind].url}{pk}/")


def _where_to(request: HttpRequest, report: Report) -> str:
    """Return where what was done can be seen: the record that came back, or the list that one went from."""
    rooms = _rooms()
    came_or_went = [each for each in report.changes if each.kind in rooms and each.verb in MADE | GONE]
    # A company before the contacts that come or go with it.
    main = min(came_or_went, key=lambda change: list(rooms).index(change.kind), default=None)
    if main is None:
        return came_from(request)
    return rooms[main.kind].url + (f"{main.record_id}/" if main.verb in GONE else "")


def _rooms() -> dict[str, WebRoom]:
    return {room.kind: room for room in web_rooms()}
