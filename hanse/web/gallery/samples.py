"""Made-up words and forms for the gallery; the people and companies mean nobody."""

import datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone

from hanse.foundation.paging import Page

COMPANIES = [
    ("Aalto Marine Oy", "Customer", "FI", "Jonas Petersen", 0),
    ("Öresund Medtech AB", "Customer", "SE", "Marta Lindqvist", 1),
    ("Vermeulen Koeltechniek B.V.", "Customer", "NL", "Marta Lindqvist", 1),
    ("Hollingworth Instruments Ltd", "Supplier", "GB", "Aoife Brennan", 4),
    ("Brenner & Voss Logistik GmbH", "Customer", "DE", "Marta Lindqvist", 14),
    ("Clarendon Freight plc", "Partner", "GB", "Aoife Brennan", 40),
    ("Hafenlogistik Rostock GmbH", "Customer", "DE", "Tomasz Wrona", 90),
    ("De Graaf Tuinbouw B.V.", "", "NL", "Ines Carvalho", 400),
]


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Name")
    tax_id = forms.CharField(label="Tax ID", required=False, help_text="As it stands on their invoices.")
    country = forms.ChoiceField(label="Country", choices=[("", ""), ("FI", "Finland"), ("DE", "Germany")])
    founded = forms.DateField(label="Founded", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    website = forms.CharField(label="Website", required=False, disabled=True, initial="aalto.example")
    role = forms.ChoiceField(
        label="Role",
        choices=[("1", "Customer"), ("2", "Supplier")],
        widget=forms.RadioSelect(attrs={"class": "check"}),
    )
    comments = forms.CharField(label="Comments", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    main = forms.BooleanField(label="Main company", required=False, help_text="Stands first in every list.")
    notify = forms.BooleanField(label="Tell the owner by e-mail", required=False)


class DoorForm(forms.Form):
    """What stands on a page in front of the door."""

    username = forms.CharField(label="User name or e-mail", initial="marta")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    stay = forms.BooleanField(label="Keep me signed in on this device", required=False)


def everything() -> dict[str, Any]:
    """Return the context of every page of the gallery."""
    wrong = SampleForm({"name": "", "country": "XX", "tax_id": "FI 2204 1187", "comments": "By e-mail only."})
    wrong.is_valid()
    return {
        "form": SampleForm(
            initial={"name": "Aalto Marine Oy", "role": "1", "country": "FI"}, auto_id="fine_%s"
        ),
        "wrong": wrong,
        "door": DoorForm(),
        "companies": _companies(),
        "page": Page([], "next", "previous"),
        "last_page": Page([], None, "previous"),
        "witnesses": _witnesses(),
        "moments": [
            timezone.now() - datetime.timedelta(minutes=minutes) for minutes in (0, 20, 180, 1500, 60000)
        ],
        "today": timezone.localdate(),
        "tones": ["", "accent", "ok", "warn", "bad", "off"],
        "tabs": _tabs(),
        "steps": _steps(),
        "stats": _stats(),
        "entries": _entries(),
        "trail": [("#", "Nordlicht Systems GmbH")],
    }


def _companies() -> list[SimpleNamespace]:
    now = timezone.now()
    return [
        SimpleNamespace(
            name=name, role=role, country=country, owner=owner, active_at=now - datetime.timedelta(days=days)
        )
        for name, role, country, owner, days in COMPANIES
    ]


def _witnesses() -> list[SimpleNamespace]:
    def witness(name: str, edits: bool, why: str) -> SimpleNamespace:
        rules = [SimpleNamespace(why=why)]
        return SimpleNamespace(user=name, decision=SimpleNamespace(may_modify=edits, rules=rules))

    return [
        witness("Marta Lindqvist", True, "owns it"),
        witness("Henrik Dahl", True, "works for it or for a company above it"),
        witness("Jonas Petersen", False, "works for the same company as its owner"),
        witness("Ines Carvalho", False, "works for the same company as its owner"),
    ]


def _tabs() -> list[dict[str, Any]]:
    return [
        {"label": "Overview", "url": "?", "count": None, "current": True},
        {"label": "Contacts", "url": "?tab=contacts", "count": 5, "current": False},
        {"label": "Subsidiaries", "url": "?tab=subsidiaries", "count": 1284, "current": False},
        {"label": "Activity", "url": "?tab=activity", "count": None, "current": False},
        {"label": "History", "url": "?tab=history", "count": None, "current": False},
    ]


def _steps() -> list[dict[str, Any]]:
    return [
        {"label": "File", "note": "partner-list.csv", "done": True, "url": "?step=1"},
        {"label": "Columns", "note": "11 of 13", "done": True, "url": "?step=2"},
        {"label": "Check", "note": "4 errors", "current": True},
        {"label": "Import"},
        {"label": "Result"},
    ]


def _stats() -> list[dict[str, Any]]:
    return [
        {"label": "New companies", "value": 391},
        {"label": "Updates", "value": 14, "note": "matched by tax ID"},
        {"label": "Skipped", "value": 3, "note": "already there, nothing new"},
        {"label": "With errors", "value": 4, "note": "fix here or leave out", "tone": "bad"},
    ]


def _entries() -> list[dict[str, Any]]:
    return [
        {"url": "#", "text": "Change owner", "icon": "user"},
        {"url": "#", "text": "Export as CSV", "icon": "download", "note": "38 rows"},
        {},
        {"url": "#", "text": "Delete company", "icon": "trash", "danger": True},
    ]
