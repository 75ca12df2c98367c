"""A change that bypasses the journal is noticed."""

import pytest
from django.db import transaction

from hanse.companies import actions
from hanse.companies.models import Company
from tests.factories import acting


def test_an_action_that_forgets_the_journal_is_caught(cast, journal_guard, monkeypatch):
    monkeypatch.setattr(actions, "record", lambda *args, **about: None)

    actions.update_company(cast.customer_a.pk, {"phone": "1"}, by=acting(cast.admin))

    assert any("UPDATE companies_company" in breach for breach in journal_guard.breaches)
    journal_guard.breaches.clear()


def test_a_write_outside_a_transaction_is_caught(cast, journal_guard):
    actions.touch.__globals__["Company"].objects.filter(pk=cast.customer_a.pk).update(phone="1")
    assert journal_guard.breaches == []  # sent by the test itself

    exec(  # the statement as the house would send it
        compile("rows.update(phone='2')", actions.__file__, "exec"),
        {"rows": Company.objects.filter(pk=cast.customer_a.pk)},
    )

    assert journal_guard.breaches
    journal_guard.breaches.clear()


@pytest.mark.parametrize("field", ["last_activity"])
def test_what_is_no_change_of_a_record_needs_no_row(cast, journal_guard, field):
    with transaction.atomic():
        actions.touch(cast.customer_a.pk)

    assert journal_guard.breaches == []
