"""The permanent cast: the people and companies of the manual's example."""

import os
from dataclasses import dataclass

# Playwright's event loop runs in the thread of the test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import pytest  # noqa: E402
from django.db import connection  # noqa: E402

from tests.factories import make_company, make_user  # noqa: E402
from tests.journal_guard import JournalGuard, without_way_back  # noqa: E402

LONG = bool(os.environ.get("HANSE_TEST_LONG"))


@pytest.fixture(autouse=True)
def plain_settings(settings):
    """Tests need neither collected files nor slow hashes."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items):
    """A transactional test empties every table when it ends; let the rows that migrations installed come back."""
    for item in items:
        if _transactional(item):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)
        if item.get_closest_marker("any_database") and connection.vendor != "sqlite" and not LONG:
            item.add_marker(
                pytest.mark.skip("No database changes these pages: run on SQLite, and in make test-long")
            )


def _transactional(item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and marker.kwargs.get("transaction", False)
    return asked or bool({"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


@pytest.fixture(autouse=True)
def journal_guard(request):
    """Fail a database test in which the house changed a record without telling the journal."""
    marked = request.node.get_closest_marker("django_db") is not None
    if not marked and "db" not in request.fixturenames:
        yield None
        return
    request.getfixturevalue("db")
    guard = JournalGuard()
    with connection.execute_wrapper(guard):
        yield guard
    # In a transactional test BEGIN and COMMIT do not pass here, so it could not tell where a change ends.
    if not _transactional(request.node):
        assert guard.breaches == []
    if not connection.needs_rollback:
        from hanse.journal.models import Change

        told = set(Change.objects.order_by().values_list("kind", "verb").distinct())
        assert without_way_back(told) == [], "neither undoable nor final: see docs/decisions/0007"


@dataclass
class Cast:
    """Who is who in the manual's example."""

    admin: object
    user1: object
    manager1: object
    user2: object
    my_company: object
    customer_a: object
    customer_b: object


@pytest.fixture
def crm_shown(db):
    """An installation whose checklist has been walked through: the CRM is visible."""
    from hanse.setup.models import VisibilityEntry

    VisibilityEntry.objects.all().delete()


@pytest.fixture
def cast(crm_shown) -> Cast:
    """The manual's example, made through the actions that everyone uses."""
    admin = make_user("admin", profile="Manager", is_superadmin=True)
    my_company = make_company("My company", by=admin, parent=None)
    user1 = make_user("user1", company=my_company)
    manager1 = make_user("manager1", profile="Manager", company=my_company)
    customer_a = make_company("Customer #A", by=admin, parent=my_company.pk, owner="user1")
    customer_b = make_company("Customer #B", by=admin, parent=my_company.pk, owner="manager1")
    user2 = make_user("user2", profile="Support", company=customer_a)
    return Cast(admin, user1, manager1, user2, my_company, customer_a, customer_b)
