"""What the tests of the way back share: every record of the house in a form that compares."""

import pytest

from hanse.accounts.models import Profile, User
from hanse.activity.models import Activity
from hanse.companies.models import Company, CompanyRole
from hanse.contacts.models import Contact
from hanse.customfields.models import CustomField, FieldSection
from hanse.files.models import StoredFile
from hanse.imports.models import ExternalId
from hanse.setup.models import VisibilityEntry
from hanse.views.models import SavedView

MODELS = (
    Company, Contact, Activity, StoredFile, User, Profile, CompanyRole, CustomField, FieldSection, VisibilityEntry,
    SavedView,
)  # fmt: skip
# What undoing leaves as it is: counters, when something last happened, sessions that were ended. What comes back was
# made when the journal first told of it, which is a blink later.
COUNTERS = {"version", "last_activity", "last_login", "sessions_ended", "created_at"}


def house() -> dict:
    """Return every column of every record that undoing must bring back, and the ids of other systems."""
    rows = {model.__name__: _rows(model) for model in MODELS}
    known = ExternalId.objects.values_list("source", "kind", "external_id", "record_id")
    return rows | {"ExternalId": {row: row for row in known}}


def same(one: dict, other: dict, after: str = "") -> None:
    """Fail with whatever is not the same in two houses: {record: its values in both}."""
    differing = {
        (table, key): _unlike(one[table].get(key), other[table].get(key))
        for table in one
        for key in one[table] | other[table]
        if one[table].get(key) != other[table].get(key)
    }
    assert not differing, f"{after}: {differing}"


def _unlike(one, other):
    if isinstance(one, dict) and isinstance(other, dict):
        return {name: (one[name], other[name]) for name in one if one[name] != other[name]}
    return one, other


def _rows(model) -> dict:
    names = [field.attname for field in model._meta.concrete_fields if field.name not in COUNTERS]
    return {row["id"]: row for row in model._base_manager.order_by().values(*names)}


@pytest.fixture
def snapshot():
    return house
