"""Controls of our own: a text field with suggestions of records, a number, and a choice that is drawn at once."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hanse.foundation.speaking import read_number, typed_number


class PickInput(forms.TextInput):
    """A text field that names another record; `address` answers with suggestions while one types."""

    def __init__(self, address: str, **attrs: Any) -> None:
        super().__init__(attrs={"autocomplete": "off", **attrs})
        self.address = address

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        """Return the control with its (still empty) list of suggestions."""
        widget = self.get_context(name, value, attrs)["widget"]
        return render_to_string("records/pick.html", {"widget": widget, "address": self.address})


class DecimalInput(forms.TextInput):
    """A text field for a number, shown and typed with the decimal sign of the reader's language."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Return the stored number as it is typed."""
        shown = super().format_value(value)
        return typed_number(shown) if shown else shown

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the typed number as it is stored; what is none stays for the rules to refuse."""
        typed = super().value_from_datadict(data, files, name)
        return read_number(typed) if isinstance(typed, str) else typed


class Choice(forms.Select):
    """A choice; Django would draw each of 250 countries by a template of its own."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        """Return the control; choices that are lists stand as a group under their name."""
        groups = [
            self._group(label, options)
            for label, options, _index in self.optgroups(name, self.format_value(value), attrs)
        ]
        every = {"name": name, **self.build_attrs(self.attrs, attrs)}
        return format_html(
            "<select{}>{}</select>", flatatt(every), format_html_join("", "{}", ((each,) for each in groups))
        )

    @staticmethod
    def _group(label: str | None, options: list[dict[str, Any]]) -> SafeString:
        drawn = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (option["value"], SafeString(" selected") if option["selected"] else "", option["label"])
                for option in options
            ),
        )
        return format_html('<optgroup label="{}">{}</optgroup>', label, drawn) if label else drawn
