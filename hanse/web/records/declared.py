"""Forms of declared fields, and what an action refuses shown where it belongs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hanse.foundation.errors import Invalid, Refused, Stale
from hanse.foundation.fields import Field
from hanse.web.records.form import Choices, RecordForm, control_for


def form_for(
    declared: Sequence[Field],
    sent: Mapping[str, Any] | None,
    initial: Mapping[str, Any],
    *,
    choices: Mapping[str, Choices] | None = None,
    picks: Mapping[str, str] | None = None,
    extra: Mapping[str, forms.Field] | None = None,
) -> RecordForm:
    """Return the form of declared fields, bound to what was `sent`; `extra` are controls of the door's own."""
    choices, picks = choices or {}, picks or {}
    controls = {
        field.name: control_for(field, choices=choices.get(field.name, ()), pick=picks.get(field.name, ""))
        for field in declared
    }
    return RecordForm(controls | dict(extra or {}), data=sent, initial=initial)


def require_words(form: RecordForm, *names: str) -> None:
    """Show the controls `names` as required: they always hold one of their choices."""
    for name in names:
        form.fields[name].required = True


def done_by(form: RecordForm, verb: Callable[[], Any]) -> bool:
    """Run `verb`; False when it refused, with each problem at its field and the rest above the form."""
    try:
        form.result = verb()
    except Invalid as invalid:
        form.refuse(invalid.problems)
    except Stale as stale:
        form.add_error(None, _("%s Open the page again to see it; nothing was saved.") % stale.message)
    except Refused as refused:
        form.add_error(None, refused.message)
    return not form.errors
