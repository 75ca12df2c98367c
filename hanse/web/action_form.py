"""A form that hands what was typed to an action, and shows the refusals of the action where they belong."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hanse.foundation.errors import Invalid, Refused, Stale


class ActionForm(forms.Form):
    """
    Checks little itself: the action knows the rules of every field.

    `result` is what the action returned.
    """

    result: Any = None

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("label_suffix", "")
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.error_messages["required"] = _("%s is required.") % field.label

    def accepted(self, action: Callable[..., Any], *args: Any, **more: Any) -> bool:
        """Run `action`; False when it refused, with each problem at its field and the rest above the form."""
        try:
            self.result = action(*args, **more)
        except Invalid as invalid:
            for problem in invalid.problems:
                self.add_error(problem.field if problem.field in self.fields else None, problem.message)
        except Stale as stale:
            self.add_error(None, _("%s Open the page again to see it; nothing was saved.") % stale.message)
        except Refused as refused:
            self.add_error(None, refused.message)
        return self.is_valid()

    def values(self, *leave: str) -> dict[str, Any]:
        """Return what was typed, without the fields named in `leave`."""
        return {name: value for name, value in self.cleaned_data.items() if name not in leave}
