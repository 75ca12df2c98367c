"""Merging two records: choosing the other one, seeing both side by side, and doing it; and hints while one types a new one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from hanse.accounts.access import Right
from hanse.companies.choosing import flat, proposed
from hanse.companies.errors import WouldLoseSight
from hanse.companies.people import what_if
from hanse.foundation.errors import Invalid, NotFound, Refused, Stale
from hanse.foundation.text import clean_line
from hanse.search.matching import first_matching
from hanse.web.merging.kinds import Kind
from hanse.web.policy import needs
from hanse.web.records.values import Reading
from hanse.web.request import actor
from hanse.web.shortcuts import done, show

MOST = 10
TAKE = "take-"


@dataclass(frozen=True)
class Option:
    """One of the two values of a field."""

    record: Any
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Choice:
    """A field in which the two differ."""

    name: str
    label: str
    options: list[Option]


def merging_paths(kind: Kind) -> list[URLPattern]:
    """Return the addresses that a room gets."""
    form = require_http_methods(["GET", "HEAD", "POST"])
    return [
        path("<int:pk>/merge/", _view(kind, Right.WRITE, form, merge)),
        path("duplicates/", _view(kind, Right.WRITE, require_safe, hints)),
    ]


def _view(kind: Kind, right: Right, allows: Callable, handler: Callable) -> Callable:
    def view(request, *args, **kwargs):
        return handler(request, kind, *args, **kwargs)

    return needs(right, kind.section)(allows(view))


def merge(request: HttpRequest, kind: Kind, pk: int) -> HttpResponse:
    """Choose the record that goes into this one, look at both, and merge them."""
    keep = kind.rows().get_editable(request.user, pk)
    other_id = _number(request.POST.get("with") or request.GET.get("with", ""))
    if other_id is None or other_id == pk:
        return _choose(request, kind, keep)
    try:
        other = kind.rows().get_editable(request.user, other_id)
    except NotFound:
        return _choose(request, kind, keep, _("There is no such record that you can see."))
    if request.method != "POST":
        return _compare(request, kind, keep, other)
    try:
        return _done(request, kind, keep, other)
    except WouldLoseSight as refused:
        return _compare(request, kind, keep, other, refused.message, loses_sight=True)
    except (Refused, Invalid, Stale) as refused:
        return _compare(request, kind, keep, other, str(refused))


def hints(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Say which records look like what is being typed; nothing where none does."""
    but = [
        pk
        for text in [*request.GET.getlist("not_same"), request.GET.get("nor", "")]
        if (pk := _number(text)) is not None
    ]
    return show(request, "merging/hints.html", hints_for(request.user, kind, request.GET, but))


def hints_for(user: Any, kind: Kind, typed: Mapping[str, Any], but: list[int]) -> dict[str, Any]:
    """Return what the hints show."""
    values = {name: clean_line(str(text))[:300] for name, text in typed.items()}
    if "company" in values:
        # As a picked suggestion stands in the field: “Customer #A (#12)”.
        values["company"] = values["company"].rpartition("(#")[2].rstrip(")")
    return {"likes": kind.like(user, values, but=but[:50]), "but": but[:50], "kind": kind}


def looks_like(request: HttpRequest, kind: Kind, record: Any) -> str:
    """Return a sentence about what a record that was just made looks like; nothing where it was told while typing."""
    if "hinted" in request.POST:
        return ""
    likes = kind.like(request.user, kind.values(record), but=[record.pk], most=1)
    told = [
        _("It looks like %(name)s: %(reasons)s.") % {"name": each.record, "reasons": ", ".join(each.reasons)}
        for each in likes
    ]
    return " ".join(["", *told])


def _done(request: HttpRequest, kind: Kind, keep: Any, other: Any) -> HttpResponse:
    winners = {
        name.removeprefix(TAKE): pk
        for name, text in request.POST.items()
        if name.startswith(TAKE) and (pk := _number(str(text))) is not None
    }
    versions = {
        each.pk: version
        for each in (keep, other)
        if (version := _number(request.POST.get(f"version-{each.pk}", ""))) is not None
    }
    more = {"lose_sight": True} if "lose_sight" in request.POST else {}
    kept = kind.merge(keep.pk, [other.pk], by=actor(request), winners=winners, versions=versions, **more)
    done(request, _("%(other)s is now part of %(kept)s.") % {"other": other, "kept": kept})
    sees = kind.rows().visible_to(request.user).filter(pk=kept.pk).exists()
    return redirect(f"{kind.url}{kept.pk}/" if sees else kind.url)


def _choose(request: HttpRequest, kind: Kind, keep: Any, refusal: str = "") -> HttpResponse:
    user = request.user
    text = clean_line(request.GET.get("q", ""))[:200]
    rows = kind.rows().visible_to(user).exclude(pk=keep.pk)
    found = list(first_matching(rows, text).order_by("sort_name", "id")[:MOST]) if text else []
    likes = kind.like(user, kind.values(keep), but=[keep.pk])
    context = {
        "kind": kind,
        "keep": keep,
        "text": text,
        "found": [each for each in found if kind.may(user, each)],
        "likes": [each for each in likes if kind.may(user, each.record)],
        "refusal": refusal,
    }
    return show(request, "merging/choose.html", context, status=404 if refusal else 200)


def _compare(
    request: HttpRequest, kind: Kind, keep: Any, other: Any, refusal: str = "", *, loses_sight: bool = False
) -> HttpResponse:
    choices, same = _choices(request, kind, keep, other)
    context = {
        "kind": kind,
        "keep": keep,
        "other": other,
        "choices": choices,
        "same": same,
        "comes_along": _words(kind.counts(request.user, other)),
        "effect": what_if(kind.sees(other), kind.sees(keep)),
        "may_turn": kind.may(request.user, other),
        "refusal": refusal,
        "loses_sight": loses_sight,
    }
    return show(request, "merging/compare.html", context, status=409 if refusal else 200)


def _choices(request: HttpRequest, kind: Kind, keep: Any, other: Any) -> tuple[list[Choice], int]:
    """Return the fields in which the two differ, and in how many they do not."""
    values = {each.pk: kind.values(each) for each in (keep, other)}
    mine, its = values[keep.pk], values[other.pk]
    reading = Reading(request.user, [{name: [mine[name], its[name]] for name in mine}], section=kind.section)
    records = {pk: flat(each) for pk, each in values.items()}
    won = proposed(keep.pk, records)
    choices, same = [], 0
    for name, winner in won.items():
        texts = {each.pk: reading.text(name, records[each.pk].get(name)) for each in (keep, other)}
        if texts[keep.pk] == texts[other.pk]:
            same += bool(texts[keep.pk])
            continue
        chosen = _number(request.POST.get(f"{TAKE}{name}", "")) or winner
        options = [Option(each, texts[each.pk], each.pk == chosen) for each in (keep, other)]
        choices.append(Choice(name, reading.label(name), options))
    return choices, same


def _words(counts: Mapping[str, int]) -> list[str]:
    """Return what comes along, in words."""
    sentences = {
        "company": ngettext("%s subsidiary", "%s subsidiaries", counts.get("company", 0)),
        "contact": ngettext("%s contact", "%s contacts", counts.get("contact", 0)),
        "activity": ngettext(
            "%s note, call or meeting", "%s notes, calls and meetings", counts.get("activity", 0)
        ),
        "file": ngettext("%s file", "%s files", counts.get("file", 0)),
    }
    other = sum(count for name, count in counts.items() if name not in sentences)
    told = [sentence % counts[name] for name, sentence in sentences.items() if counts.get(name)]
    return [*told, ngettext("%s other record", "%s other records", other) % other] if other else told


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
