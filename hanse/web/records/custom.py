"""Custom fields on the pages of a record: as controls of its form, and as facts in their sections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hanse.customfields.held import held_text
from hanse.customfields.models import CustomField
from hanse.customfields.values import choices_for
from hanse.foundation.summing import Sums
from hanse.foundation.table import Column
from hanse.web.records.form import Asked
from hanse.web.records.widgets import Choice, DecimalInput

Type = CustomField.Type
PREFIX = "custom."


@dataclass
class Block:
    """The custom fields of one section, in their order."""

    name: str
    fields: list[CustomField] = field(default_factory=list)


def blocks(fields: Sequence[CustomField]) -> list[Block]:
    """Return the fields by section; those without one come first, under a general name."""
    found: dict[int | None, Block] = {}
    for each in fields:
        name = each.section.name if each.section else _("More")
        found.setdefault(each.section_id, Block(name)).fields.append(each)
    return list(found.values())


def columns(fields: Sequence[CustomField]) -> list[Column]:
    """Return a column for every custom field; a list shows those that ask for it, and others to whom chooses them."""
    return [
        Column(
            f"{PREFIX}{each.pk}",
            each.label,
            _value_of(each),
            kind=str(each.type),
            shown=each.show_in_list,
            sums=Sums(held_text(each.pk)) if each.type == Type.NUMERIC else None,
        )
        for each in fields
    ]


def controls(fields: Sequence[CustomField], *, options_url: str) -> dict[str, forms.Field]:
    """Return a control for every field; `options_url` answers with the options that fit what is chosen above."""
    known = {each.pk: each for each in fields}
    return {f"{PREFIX}{each.pk}": _control(each, known, options_url) for each in fields}


def initial(values: Mapping[str, str]) -> dict[str, str]:
    """Return stored values under the names of their controls."""
    return {f"{PREFIX}{key}": value for key, value in values.items()}


def typed_values(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed into controls of custom fields, by field id."""
    return {name.removeprefix(PREFIX): value for name, value in typed.items() if name.startswith(PREFIX)}


@dataclass(frozen=True)
class OptionGroup:
    """Options under a label, or under none."""

    label: str
    options: list[tuple[str, str]]


def fitting_options(
    fields: Sequence[CustomField], wanted: CustomField, chosen: Mapping[str, str]
) -> list[OptionGroup]:
    """Return the options of a dependent choice that fit what is `chosen` above it; grouped while nothing is."""
    known = {each.pk: each for each in fields}
    above = _chosen_above(wanted, known, chosen)
    nothing = OptionGroup("", [("", _("None"))])
    if above:
        return [nothing, OptionGroup("", [(option, option) for option in choices_for(wanted, above)])]
    return [nothing, *(OptionGroup(label, pairs) for label, pairs in _groups(wanted).items())]


def stand_alone(form: forms.Form, name: str, fields: Sequence[CustomField]) -> None:
    """Offer in a dependent choice what fits the stored value above it, whose control the form will not have."""
    wanted = next((each for each in fields if f"{PREFIX}{each.pk}" == name), None)
    if wanted is None or wanted.type != Type.LINKED:
        return
    choices: list[tuple[str, Any]] = []
    for group in fitting_options(fields, wanted, form.initial):
        choices += [(group.label, group.options)] if group.label else group.options
    form.fields[name].widget = Choice(choices=choices)


def _value_of(custom: CustomField):
    key = str(custom.pk)
    return lambda row: row.custom.get(key, "")


def _control(custom: CustomField, known: Mapping[int, CustomField], options_url: str) -> forms.Field:
    widget: forms.Widget
    if custom.type == Type.LINKED:
        widget = Choice(choices=_grouped(custom), attrs=_follows(custom, known, options_url))
    elif custom.type == Type.COMBO:
        widget = Choice(choices=_grouped(custom))
    elif custom.type == Type.TEXTAREA:
        widget = forms.Textarea(attrs={"rows": 3})
    elif custom.type == Type.DATE:
        widget = forms.TextInput(attrs={"type": "date"})
    elif custom.type == Type.NUMERIC:
        widget = DecimalInput()
    else:
        widget = forms.TextInput(attrs={"autocomplete": "off"})
    return Asked(label=custom.label, required=False, widget=widget)


def _grouped(custom: CustomField) -> list[tuple[str, Any]]:
    """All options; those of a dependent choice under the value they belong to, so that it works without scripts."""
    if custom.parent_id is None:
        return [("", _("None")), *((option, option) for option in custom.options)]
    return [("", _("None")), *_groups(custom).items()]


def _groups(custom: CustomField) -> dict[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for option in custom.options:
        above, _bar, own = option.rpartition("|")
        groups.setdefault(above.replace("|", " › "), []).append((own, own))
    return groups


def _follows(custom: CustomField, known: Mapping[int, CustomField], options_url: str) -> dict[str, str]:
    above = _ancestors(custom, known)
    if not above:
        return {}
    return {
        "hx-get": f"{options_url}{custom.pk}/",
        "hx-trigger": ", ".join(f"change from:[name='{PREFIX}{each.pk}']" for each in above),
        "hx-include": "closest form",
        "hx-target": "this",
        "hx-swap": "innerHTML",
    }


def _ancestors(custom: CustomField, known: Mapping[int, CustomField]) -> list[CustomField]:
    """The fields above, the nearest first; a loop that slipped in ends the way up."""
    found: list[CustomField] = []
    above = known.get(custom.parent_id) if custom.parent_id else None
    while above is not None and above not in found:
        found.append(above)
        above = known.get(above.parent_id) if above.parent_id else None
    return found


def _chosen_above(custom: CustomField, known: Mapping[int, CustomField], chosen: Mapping[str, str]) -> str:
    """The value directly above, if it fits what stands above itself: the page may still show an older one."""
    value = ""
    for above in reversed(_ancestors(custom, known)):
        asked = chosen.get(f"{PREFIX}{above.pk}", "")
        fits = asked in choices_for(above, value) if above.parent_id else asked in above.options
        value = asked if asked and fits and (value or not above.parent_id) else ""
    return value
