"""
The verbs of custom fields and their sections; superadmins only, through whatever door.

This tool knows no room: who holds values of a field is told by the room, as `Values`.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hanse.customfields.errors import HoldsValues
from hanse.customfields.fields import FIELDS, SECTION_FIELDS, option_problems
from hanse.customfields.models import CustomField, FieldSection
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Problem, Refused, Stale
from hanse.foundation.fields import clean_all
from hanse.journal.actor import Actor
from hanse.journal.recording import diff, record

KIND = "custom_field"
SECTION_KIND = "custom_field_section"
Type = CustomField.Type
# Any stored value is text already, so these types take over what is there.
TEXTS = {Type.TEXT, Type.TEXTAREA}


@dataclass(frozen=True)
class Values:
    """How a room answers for the values that its records hold: how many of a field, and take them out (journaled)."""

    count: Callable[[CustomField], int]
    clear: Callable[[CustomField, Actor], None]


def field_values(field: CustomField) -> dict[str, Any]:
    """Return a field in the words of the API and the journal."""
    return {
        "target": field.target,
        "section": field.section.name if field.section else None,
        "label": field.label,
        "type": field.type,
        "options": list(field.options),
        "parent": field.parent_id,
        "order": field.order,
        "show_in_list": field.show_in_list,
    }


def section_values(section: FieldSection) -> dict[str, Any]:
    """Return a section in the words of the API and the journal."""
    return {"target": section.target, "name": section.name, "order": section.order}


def edition(values: Mapping[str, Any]) -> str:
    """Return a mark that changes with any of `values`: what an editor compares, for records without a version."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def save_field(
    raw: Mapping[str, Any],
    *,
    by: Actor,
    values: Values,
    field_id: int | None = None,
    edited: str | None = None,
    again: int | None = None,
) -> CustomField:
    """
    Make a field, or with `field_id` change what `raw` gives; `edited` is the edition the person saw.

    A section is given by id or name; an unknown name makes that section. `again` is the id of a deleted field that
    comes back.

    :raises Forbidden: unless a superadmin asks.
    :raises NotFound, Stale, Invalid: as `update_company`.
    :raises Refused: when the new type does not fit the values that records hold.
    """
    _authorise(by)
    field = _locked_field(field_id, edited) if field_id is not None else CustomField(pk=again)
    before, old_type = (field_values(field) if field_id is not None else {}), field.type
    cleaned, problems = clean_all(FIELDS, raw, partial=field_id is not None)
    problems += _lay(field, cleaned, by)
    if problems:
        raise Invalid(problems)
    if field_id is not None and field.type != old_type:
        _check_new_type(field, values)
    changed = diff(before, field_values(field))
    if changed:
        _store(field, "label", _("There is already a field with this label."))
        verb = "updated" if before else "created"
        record(verb, kind=KIND, record_id=field.pk, label=field.label, by=by, fields=changed)
    return field


@transaction.atomic
def delete_field(
    field_id: int, *, by: Actor, values: Values, confirm_values: int | None = None, edited: str | None = None
) -> int:
    """
    Delete a field with the values that records hold; return how many went.

    :raises Forbidden: unless a superadmin asks.
    :raises Refused: while other fields depend on it.
    :raises HoldsValues: when records hold values and `confirm_values` is not their number.
    """
    _authorise(by)
    field = _locked_field(field_id, edited)
    dependent = field.children.first()
    if dependent:
        raise Refused(_("The field %s depends on it; delete that one first.") % dependent.label)
    held = values.count(field)
    if held and confirm_values != held:
        raise HoldsValues(
            ngettext(
                "%(count)s record holds a value of %(field)s; it goes with the field. Confirm with the number.",
                "%(count)s records hold a value of %(field)s; they go with the field. Confirm with the number.",
                held,
            )
            % {"count": held, "field": field.label},
            count=held,
        )
    if held:
        values.clear(field, by)
    record(
        "deleted", kind=KIND, record_id=field.pk, label=field.label, by=by, fields=diff(field_values(field), {})
    )  # fmt: skip
    field.delete()
    return held


@transaction.atomic
def order_fields(ids: Sequence[int], *, by: Actor) -> None:
    """
    Give the fields the order of `ids`.

    :raises Forbidden: unless a superadmin asks.
    :raises NotFound: when one of them does not exist; nothing is written.
    """
    _authorise(by)
    found = CustomField.objects.select_for_update().in_bulk(list(ids))
    if len(found) != len(set(ids)):
        raise NotFound(_("There is no such field."))
    for place, row in enumerate((found[each] for each in ids), start=1):
        _move(row, place, KIND, row.label, by)


@transaction.atomic
def order_sections(ids: Sequence[int], *, by: Actor) -> None:
    """
    Give the sections the order of `ids`.

    :raises Forbidden: unless a superadmin asks.
    :raises NotFound: when one of them does not exist; nothing is written.
    """
    _authorise(by)
    found = FieldSection.objects.select_for_update().in_bulk(list(ids))
    if len(found) != len(set(ids)):
        raise NotFound(_("There is no such section."))
    for place, row in enumerate((found[each] for each in ids), start=1):
        _move(row, place, SECTION_KIND, row.name, by)


@transaction.atomic
def save_section(
    raw: Mapping[str, Any],
    *,
    by: Actor,
    section_id: int | None = None,
    edited: str | None = None,
    again: int | None = None,
) -> FieldSection:
    """
    Make a section, or with `section_id` change what `raw` gives; `again` is the id of a deleted one that comes back.

    :raises Forbidden: unless a superadmin asks.
    :raises NotFound, Stale, Invalid: as `update_company`.
    """
    _authorise(by)
    section = _locked_section(section_id, edited) if section_id is not None else FieldSection(pk=again)
    before = section_values(section) if section_id is not None else {}
    cleaned, problems = clean_all(SECTION_FIELDS, raw, partial=section_id is not None)
    for name, value in cleaned.items():
        setattr(section, name, value)
    others = FieldSection.objects.exclude(pk=section.pk).filter(target=section.target)
    if section.name and others.filter(name__iexact=section.name).exists():
        problems.append(Problem("name", _("There is already a section with this name.")))
    if problems:
        raise Invalid(problems)
    changed = diff(before, section_values(section))
    if changed:
        _store(section, "name", _("There is already a section with this name."))
        verb = "updated" if before else "created"
        record(verb, kind=SECTION_KIND, record_id=section.pk, label=section.name, by=by, fields=changed)
    return section


@transaction.atomic
def delete_section(section_id: int, *, by: Actor, edited: str | None = None) -> None:
    """
    Delete a section; its fields stay, in no section.

    :raises Forbidden: unless a superadmin asks.
    """
    _authorise(by)
    section = _locked_section(section_id, edited)
    for field in section.fields.all():
        changed = {"section": [section.name, None]}
        record("updated", kind=KIND, record_id=field.pk, label=field.label, by=by, fields=changed)
    record(
        "deleted", kind=SECTION_KIND, record_id=section.pk, label=section.name, by=by,
        fields=diff(section_values(section), {}),
    )  # fmt: skip
    section.delete()


def _move(row: CustomField | FieldSection, place: int, kind: str, label: str, by: Actor) -> None:
    if row.order != place:
        changed = {"order": [row.order, place]}
        row.order = place
        row.save(update_fields=["order"])
        record("updated", kind=kind, record_id=row.pk, label=label, by=by, fields=changed)


def _authorise(by: Actor) -> None:
    if not by.may_administer:
        raise Forbidden(_("Only superadmins change custom fields."))


def _locked_field(field_id: int, edited: str | None) -> CustomField:
    fields = CustomField.objects.select_for_update(of=("self",)).select_related("section", "parent")
    field = fields.filter(pk=field_id).first() if field_id < 2**63 else None
    if field is None:
        raise NotFound(_("There is no such field."))
    if edited is not None and edited != edition(field_values(field)):
        raise Stale(_("Somebody else saved this field meanwhile."))
    return field


def _locked_section(section_id: int, edited: str | None) -> FieldSection:
    section = (
        FieldSection.objects.select_for_update().filter(pk=section_id).first() if section_id < 2**63 else None
    )
    if section is None:
        raise NotFound(_("There is no such section."))
    if edited is not None and edited != edition(section_values(section)):
        raise Stale(_("Somebody else saved this section meanwhile."))
    return section


def _lay(field: CustomField, cleaned: dict[str, Any], by: Actor) -> list[Problem]:
    for name in ("target", "label", "type", "options", "order", "show_in_list"):
        if name in cleaned:
            setattr(field, name, cleaned[name])
    problems = _lay_parent(field, cleaned) or option_problems(field)
    twins = CustomField.objects.exclude(pk=field.pk).filter(target=field.target, label__iexact=field.label)
    if field.label and twins.exists():
        problems.append(Problem("label", _("There is already a field with this label.")))
    return problems + _lay_section(field, cleaned, by, make=not problems)


def _lay_parent(field: CustomField, cleaned: dict[str, Any]) -> list[Problem]:
    if "parent" in cleaned:
        parent_id = cleaned["parent"]
        field.parent = CustomField.objects.filter(pk=parent_id, target=field.target).first()
        if parent_id is not None and field.parent is None:
            return [Problem("parent", _("There is no field with the id %s.") % parent_id)]
    if field.type != Type.LINKED:
        if "parent" in cleaned and field.parent is not None:
            return [Problem("parent", _("Only a dependent choice depends on another field."))]
        field.parent = None
    above = field.parent
    if above is not None and above.type != Type.LINKED:
        return [Problem("parent", _("It can depend on a dependent choice only; %s is none.") % above.label)]
    while above is not None and field.pk:
        if above.pk == field.pk:
            return [Problem("parent", _("A field cannot depend on itself."))]
        above = above.parent
    return []


def _lay_section(field: CustomField, cleaned: dict[str, Any], by: Actor, *, make: bool) -> list[Problem]:
    if "section" not in cleaned:
        return []
    wanted = cleaned["section"]
    if wanted is None:
        field.section = None
        return []
    sections = FieldSection.objects.filter(target=field.target)
    found = sections.filter(pk=int(wanted)).first() if _is_id(wanted) else None
    if found is None and isinstance(wanted, str):
        found = sections.filter(name__iexact=wanted).first()
        if found is None and make:
            last = sections.order_by("-order").values_list("order", flat=True).first() or 0
            found = save_section({"target": field.target, "name": wanted, "order": last + 1}, by=by)
    if found is None and make:
        return [Problem("section", _("There is no section with the id %s.") % wanted)]
    field.section = found
    return []


def _is_id(wanted: Any) -> bool:
    return str(wanted).isdecimal() and len(str(wanted)) < 18


def _check_new_type(field: CustomField, values: Values) -> None:
    if field.children.exists():
        raise Refused(_("Other fields depend on it; it must stay a dependent choice."))
    if field.type in TEXTS:
        return
    held = values.count(field)
    if held:
        raise Refused(
            ngettext(
                "%(count)s record holds a value of %(field)s. Make it a text, or make another field.",
                "%(count)s records hold a value of %(field)s. Make it a text, or make another field.",
                held,
            )
            % {"count": held, "field": field.label}
        )


def _store(row: CustomField | FieldSection, field: str, message: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Invalid([Problem(field, message)]) from error
