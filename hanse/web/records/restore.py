"""Putting earlier values of a record back: one field from its history, or the record as of a moment, seen before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hanse.companies.errors import WouldLoseSight
from hanse.foundation.errors import DomainError, Invalid, Stale
from hanse.journal.earlier import Difference, differences, raw_of, values_then
from hanse.web.records.posting import posted_version
from hanse.web.records.values import Line, Reading
from hanse.web.request import actor, person
from hanse.web.shortcuts import done, failed, show

# Without a change that is asked for, nothing is different.
NOW = 2**62


@dataclass(frozen=True)
class Restorable:
    """
    How a room is put back: its values, and the action that changes them.

    `change(pk, raw, by=…, version=…, lose_sight=…)` returns the saved record.
    """

    kind: str
    section: str
    address: str
    values: Callable[[Any], Mapping[str, Any]]
    change: Callable[..., Any]


def restore_page(request: HttpRequest, room: Restorable, record: Any) -> HttpResponse:
    """
    Show what would change if `record` became what it was after the change `?through=`, and put the chosen fields back.

    The door has found that the person may change the record.
    """
    now = room.values(record)
    asked = request.POST.get("through") or request.GET.get("through", "")
    through = int(asked) if asked.isdecimal() and len(asked) < 19 else NOW
    differing = differences(now, values_then(room.kind, record.pk, now, through=through))
    page = _Page(request, room, record, through, differing)
    if request.method != "POST":
        return page.shown()
    chosen = [each for each in differing if each.field in request.POST.getlist("fields")]
    if not chosen:
        failed(request, _("Nothing was chosen that is different now."))
        return redirect(page.history)
    return page.put_back(chosen)


class _Page:
    def __init__(
        self, request: HttpRequest, room: Restorable, record: Any, through: int, differing: list[Difference]
    ) -> None:
        self._request, self._room, self._record = request, room, record
        self._through, self._differing = through, differing
        self._address = f"{room.address}{record.pk}/"
        self.history = f"{self._address}?tab=history"

    def put_back(self, chosen: list[Difference]) -> HttpResponse:
        try:
            saved = self._room.change(
                self._record.pk,
                raw_of(chosen),
                by=actor(self._request).taking_back(),
                version=posted_version(self._request),
                lose_sight="lose_sight" in self._request.POST,
            )
        except WouldLoseSight as refused:
            return self.shown(refused, status=409)
        except Stale as stale:
            return self.shown(stale, status=412)
        except Invalid as invalid:
            return self.shown(invalid, status=422)
        done(self._request, _("Earlier values of %s are back.") % saved)
        return redirect(self.history)

    def shown(self, refusal: DomainError | None = None, *, status: int = 200) -> HttpResponse:
        chosen = self._request.POST.getlist("fields")
        context = {
            "record": self._record,
            "through": self._through,
            "lines": [(name, line, not chosen or name in chosen) for name, line in self._lines()],
            "refusal": refusal.message if refusal else "",
            "loses_sight": isinstance(refusal, WouldLoseSight),
            "address": self._address,
            "history": self.history,
        }
        return show(self._request, "records/restore.html", context, status=status)

    def _lines(self) -> list[tuple[str, Line]]:
        changes = [{each.field: [each.now, each.then]} for each in self._differing]
        reading = Reading(person(self._request), changes, section=self._room.section)
        return [
            (each.field, line)
            for each, change in zip(self._differing, changes, strict=True)
            for line in reading.lines(change)
        ]
