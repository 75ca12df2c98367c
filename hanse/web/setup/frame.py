"""What the pages of Setup share: the index at their left."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

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
