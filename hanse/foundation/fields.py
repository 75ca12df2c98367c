"""
What a field of a record is: its name, its label and the one function that cleans a raw value.

Page, API, import and command line all hand raw values (strings, numbers, None) to the same cleaners, so a rule about a
field is written once. A cleaner returns the value to store or raises `BadValue` with a sentence that names the remedy.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.foundation.countries import find_country
from hanse.foundation.errors import BadValue, Problem
from hanse.foundation.text import clean_line, clean_lines

Cleaner = Callable[[Any], Any]

_EMAIL = re.compile(r"[^@\s<>()\[\],;:\"\\]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}", re.UNICODE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True)
class Field:
    """
    One field of a record.

    `name` is its word in API, query string, import map and journal; `kind` says how a form shows it (line, lines,
    email, phone, url, country, number, date, boolean, choice, ref, custom); `clean` turns raw into stored.
    """

    name: str
    label: Any
    clean: Cleaner
    kind: str = "line"
    required: bool = False
    help: Any = ""


def clean_all(
    fields: Sequence[Field], raw: Mapping[str, Any], *, partial: bool
) -> tuple[dict[str, Any], list[Problem]]:
    """
    Clean `raw` by the declared fields; return the values and every problem, never only the first.

    With `partial`, missing fields stay away; without, a missing required field is a problem.
    """
    known = {field.name: field for field in fields}
    values: dict[str, Any] = {}
    problems = [Problem(name, _("There is no field “%s”.") % name) for name in raw if name not in known]
    for field in fields:
        if field.name not in raw:
            if field.required and not partial:
                problems.append(Problem(field.name, missing(field)))
            continue
        try:
            value = field.clean(raw[field.name])
        except BadValue as bad:
            problems.append(Problem(field.name, bad.message))
            continue
        if field.required and value in ("", None):
            problems.append(Problem(field.name, missing(field)))
        else:
            values[field.name] = value
    return values, problems


def missing(field: Field) -> str:
    """Return the sentence for a required field that is empty."""
    return _("%s is required.") % field.label


def line(most: int) -> Cleaner:
    """One line of text of at most `most` characters."""

    def clean(raw: Any) -> str:
        return _short(clean_line(_text(raw)), most)

    return clean


def lines(most: int) -> Cleaner:
    """Text of many lines, at most `most` characters."""

    def clean(raw: Any) -> str:
        return _short(clean_lines(_text(raw)), most)

    return clean


def email(raw: Any) -> str:
    """One plain address, as a person would type it; empty stays empty."""
    value = _short(clean_line(_text(raw)), 254)
    if value and not _EMAIL.fullmatch(value):
        raise BadValue(_("“%s” is not an e-mail address; write it like name@example.com.") % value[:80])
    return value


def url(raw: Any) -> str:
    """A web address; http and https only, because it becomes a link. Without a scheme it is kept as typed."""
    value = _short(clean_line(_text(raw)), 300)
    scheme = _SCHEME.match(value)
    if scheme and scheme.group().lower() not in {"http:", "https:"} and not _host_and_port(value):
        raise BadValue(_("A website starts with http:// or https://."))
    return value


def country(raw: Any) -> str:
    """An ISO code found by code, name or alias; anything else stays the text that it is."""
    value = _short(clean_line(_text(raw)), 80)
    return (find_country(value) or value) if value else ""


def whole(least: int, most: int, *, empty: int | None = None) -> Cleaner:
    """A whole number from `least` to `most`; `empty` is what nothing means."""

    def clean(raw: Any) -> int | None:
        if raw in (None, ""):
            return empty
        if isinstance(raw, bool):
            raise BadValue(_("Write a whole number."))
        try:
            number = Decimal(str(raw).strip())
        except InvalidOperation:
            raise BadValue(_("“%s” is not a whole number.") % str(raw)[:40]) from None
        if not number.is_finite() or number != number.to_integral_value():
            raise BadValue(_("“%s” is not a whole number.") % str(raw)[:40])
        if not least <= number <= most:
            raise BadValue(
                _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
            )
        return int(number)

    return clean


def date(raw: Any) -> datetime.date | None:
    """A day as YYYY-MM-DD; empty and zero dates are none."""
    if raw in (None, "") or isinstance(raw, datetime.date):
        return raw or None
    value = str(raw).strip()[:10]
    if value.startswith("0000"):
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise BadValue(_("“%s” is not a date; write it like 2026-11-24.") % str(raw)[:40]) from None


def moment(raw: Any) -> datetime.datetime | None:
    """A moment as 2026-11-24 12:30:00 or in full ISO form; empty and zero dates are none. Without a zone it is the current one."""
    if raw in (None, "") or isinstance(raw, datetime.datetime):
        return raw or None
    value = str(raw).strip()
    if value.startswith("0000"):
        return None
    try:
        found = datetime.datetime.fromisoformat(value)
        return found if timezone.is_aware(found) else timezone.make_aware(found)
    except (ValueError, OverflowError):
        raise BadValue(
            _("“%s” is not a moment; write it like 2026-11-24 12:30:00.") % str(raw)[:40]
        ) from None


def boolean(raw: Any) -> bool:
    """True, false, 1, 0, yes, no, on, off, in words or as JSON."""
    value = str(raw).strip().lower()
    if value in {"true", "1", "yes", "on", "y", "sí", "si"}:
        return True
    if value in {"false", "0", "no", "off", "n", "", "none"}:
        return False
    raise BadValue(_("Write yes or no."))


def identifier(raw: Any) -> int | None:
    """The id of another record; empty is none."""
    if raw in (None, "", 0, "0"):
        return None
    if isinstance(raw, bool) or not str(raw).strip().isdecimal() or len(str(raw)) > 18:
        raise BadValue(_("“%s” is not an id; write a whole number.") % str(raw)[:40])
    return int(raw)


def _text(raw: Any) -> str:
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal)):
        raise BadValue(_("Write text."))
    return str(raw)


def _short(value: str, most: int) -> str:
    if len(value) > most:
        raise BadValue(
            _("This is %(length)s characters long; %(most)s is the most.")
            % {"length": len(value), "most": most}
        )
    return value


def _host_and_port(value: str) -> bool:
    return bool(re.match(r"[\w.-]+\.[a-z]{2,}:\d+(/|$)", value, re.IGNORECASE))
