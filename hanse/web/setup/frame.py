"""What the pages of Setup share: the index at their left, and forms that let an action refuse."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.foundation.errors import Invalid, Refused, Stale
from hanse.foundation.fields import Field
from hanse.web.records.form import RecordForm, control_for
from hanse.web.shortcuts import show

# word, label, icon, what it is for
PAGES = [
    (
        "users",
        gettext_lazy("Users"),
        "users",
        gettext_lazy("Who signs in, with which profile, for which company"),
    ),
    ("profiles", gettext_lazy("Profiles"), "shield", gettext_lazy("View, write and manage, under a name")),
    ("roles", gettext_lazy("Company roles"), "tag", gettext_lazy("Customer, partner, provider …")),
    (
        "fields",
        gettext_lazy("Custom fields"),
        "list",
        gettext_lazy("Your own fields of companies, in sections"),
    ),
    (
        "visibility",
        gettext_lazy("Visibility"),
        "eye",
        gettext_lazy("Sections hidden from everyone or from a profile"),
    ),
    ("mail", gettext_lazy("E-mail"), "mail", gettext_lazy("The queue of outgoing mail, and a test")),
]


def setup_page(
    request: HttpRequest, template: str, here: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Show a page of Setup, with `here` marked in the index."""
    pages = [
        {
            "url": reverse(f"setup:{word}"),
            "label": label,
            "icon": icon,
            "about": about,
            "current": word == here,
        }
        for word, label, icon, about in PAGES
    ]
    return show(request, template, {"setup_pages": pages} | dict(context), status=status)


def form_for(
    declared: Sequence[Field],
    request: HttpRequest,
    initial: Mapping[str, Any],
    *,
    choices: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    picks: Mapping[str, str] | None = None,
    extra: Mapping[str, forms.Field] | None = None,
) -> RecordForm:
    """Return the form of declared fields, bound when the request posts; `extra` are controls of the door's own."""
    choices, picks = choices or {}, picks or {}
    controls = {
        field.name: control_for(field, choices=choices.get(field.name, ()), pick=picks.get(field.name, ""))
        for field in declared
    }
    data = request.POST if request.method == "POST" else None
    return RecordForm(controls | dict(extra or {}), data=data, initial=initial)


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


def edited_version(request: HttpRequest) -> int | None:
    """Return the version that the posted form was made from."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None
