"""Controls that HTML does not have: a text field with suggestions of records."""

from typing import Any

from django import forms
from django.template.loader import render_to_string


class PickInput(forms.TextInput):
    """A text field that names another record; `address` answers with suggestions while one types."""

    def __init__(self, address: str, **attrs: Any) -> None:
        super().__init__(attrs={"autocomplete": "off", **attrs})
        self.address = address

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> str:
        """Return the control with its (still empty) list of suggestions."""
        widget = self.get_context(name, value, attrs)["widget"]
        return render_to_string("records/pick.html", {"widget": widget, "address": self.address})
