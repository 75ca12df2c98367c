"""The values of custom fields: cleaned by type, kept in one JSON column under the field's id."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from hanse.customfields.models import CustomField
from hanse.foundation.errors import BadValue, Problem
from hanse.foundation.text import clean_line, clean_lines

Type = CustomField.Type
TEXT_MOST: dict[str, int] = {Type.TEXT: 2000, Type.TEXTAREA: 20000}


def fields_of(target: str) -> list[CustomField]:
    """Return the fields of a target in the order in which the record shows them."""
    fields = CustomField.objects.filter(target=target).select_related("section")
    return sorted(fields, key=lambda field: (*_section_place(field), field.order, field.pk))


def _section_place(field: CustomField) -> tuple[int, int]:
    section = field.section
    return (section.order, section.pk) if section else (-1, 0)


def clean_custom(
    fields: Iterable[CustomField], raw: Mapping[str, Any], kept: Mapping[str, Any]
) -> tuple[dict[str, str], list[Problem]]:
    """
    Return the values to store and the problems: `raw` laid over what is `kept`; an empty value goes.

    A problem's field is `custom.<id>`. Values are text: numbers as written ("20", "12.5"), dates as YYYY-MM-DD.
    """
    known = {str(field.pk): field for field in fields}
    values = dict(kept)
    problems = []
    for key, value in raw.items():
        field = known.get(str(key))
        if field is None:
            problems.append(Problem(f"custom.{key}", _("There is no custom field with the id %s.") % key))
            continue
        try:
            cleaned = clean_value(field, value)
        except BadValue as bad:
            problems.append(Problem(f"custom.{key}", bad.message))
            continue
        values.pop(str(key), None)
        if cleaned:
            values[str(key)] = cleaned
    return values, problems + _misplaced(known, raw, values)


def clean_value(field: CustomField, raw: Any) -> str:
    """
    Return one value as it is stored; empty text for none.

    :raises BadValue: with the sentence for the field.
    """
    if raw is None or raw == "":
        return ""
    if isinstance(raw, (bool, list, dict)):
        raise BadValue(_("Write text or a number."))
    text = clean_lines(str(raw)) if field.type == Type.TEXTAREA else clean_line(str(raw))
    if field.type in TEXT_MOST and len(text) > TEXT_MOST[field.type]:
        raise BadValue(_("At most %s characters.") % TEXT_MOST[field.type])
    if field.type == Type.NUMERIC:
        return _number(text)
    if field.type == Type.DATE:
        return _date(text)
    if field.type in {Type.COMBO, Type.LINKED} and text:
        return _option(field, text)
    return text


def choices_for(field: CustomField, parent_value: str = "") -> list[str]:
    """Return the options of a choice field; of a dependent one those that fit the parent's value."""
    if field.parent_id is None:
        return list(field.options)
    pairs = [option.rsplit("|", 1) for option in field.options if "|" in option]
    return [own for above, own in pairs if not parent_value or above.rsplit("|", 1)[-1] == parent_value]


def _misplaced(
    known: Mapping[str, CustomField], raw: Mapping[str, Any], values: Mapping[str, str]
) -> list[Problem]:
    """Return the dependent values that do not belong under the value of the field they depend on."""
    problems = []
    for key, field in known.items():
        value, above = values.get(key), str(field.parent_id)
        if not value or field.parent_id is None or (key not in raw and above not in raw):
            continue
        if value not in choices_for(field, values.get(above, "") or "\0"):
            problems.append(
                Problem(f"custom.{key}", _("“%s” does not belong to the value chosen above it.") % value)
            )
    return problems


def _option(field: CustomField, text: str) -> str:
    options = choices_for(field)
    for option in options:
        if option.casefold() == text.casefold():
            return option
    raise BadValue(
        _("“%(value)s” is not one of: %(options)s.") % {"value": text[:60], "options": ", ".join(options)}
    )


def _number(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadValue(_("“%s” is not a number; write it like 1234.5.") % text[:40]) from None
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(number) >= Decimal(10) ** 15 or exponent < -10:
        raise BadValue(_("Write a number of at most 15 digits, and 10 after the point."))
    return format(number, "f")


def _date(text: str) -> str:
    if text.startswith("0000"):
        return ""
    try:
        return datetime.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise BadValue(_("“%s” is not a date; write it like 2026-11-24.") % text[:40]) from None
