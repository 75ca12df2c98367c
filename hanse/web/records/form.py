"""
The form of a record, built from its declared fields.

It checks nothing itself: what was typed goes to the action as it is, and the problems that the action names come back to
their fields. So a rule about a field is written once, and nothing that was typed is lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hanse.foundation.countries import country_names
from hanse.foundation.errors import Problem
from hanse.foundation.fields import Field
from hanse.web.records.widgets import Choice, DecimalInput, PickInput

Choices = Sequence[tuple[str, Any]]


class Asked(forms.Field):
    """A control that takes whatever was typed."""

    def clean(self, value: Any) -> Any:
        return value


class RecordForm(forms.Form):
    """The fields of a record as controls; `version` is the one that is being edited."""

    use_required_attribute = False
    # What the action returned that took what was typed.
    result: Any = None

    def __init__(
        self,
        controls: Mapping[str, forms.Field],
        *,
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial=dict(initial), auto_id="f-%s")
        self.fields.update(controls)
        for control in controls.values():
            if control.required:
                control.widget.attrs.setdefault("aria-required", "true")

    def typed(self) -> dict[str, Any]:
        """Return what was typed, by field; a box that is not ticked is False, a control that was not sent is missing."""
        return {name: data for name in self.fields if (data := self[name].data) is not None}

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Put every problem at its field; what belongs to no field stands above the form."""
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)


def control_for(
    field: Field,
    *,
    choices: Choices = (),
    pick: str = "",
    options: Mapping[str, Any] | None = None,
) -> forms.Field:
    """Return the control of a declared field; `choices` or the address of a `pick` belong to some kinds."""
    widget = _widget(field.kind, choices, pick, options or {})
    return Asked(label=str(field.label), help_text=str(field.help), required=field.required, widget=widget)


def country_choices(present: str = "") -> Choices:
    """Return every country by name; a stored text that is no country keeps its place."""
    names = country_names(get_language() or "en")
    kept = [(present, present)] if present and present not in names else []
    return nothing_chosen([*kept, *names.items()])


def nothing_chosen(choices: Choices) -> Choices:
    """Return the choices with an empty one in front."""
    return [("", _("None")), *choices]


def _widget(kind: str, choices: Choices, pick: str, options: Mapping[str, Any]) -> forms.Widget:
    if pick:
        return PickInput(pick, **options)
    if choices:
        return Choice(choices=choices, attrs=dict(options))
    made_of: dict[str, tuple[type[forms.Widget], dict[str, Any]]] = {
        "lines": (forms.Textarea, {"rows": 3}),
        "email": (forms.EmailInput, {"autocomplete": "off"}),
        "phone": (forms.TextInput, {"type": "tel", "autocomplete": "off"}),
        "url": (forms.TextInput, {"inputmode": "url", "autocomplete": "off"}),
        "number": (forms.TextInput, {"inputmode": "numeric", "autocomplete": "off"}),
        "numeric": (DecimalInput, {}),
        "date": (forms.TextInput, {"type": "date"}),
        "boolean": (forms.CheckboxInput, {}),
    }
    widget, attrs = made_of.get(kind, (forms.TextInput, {"autocomplete": "off"}))
    return widget(attrs={**attrs, **options})
