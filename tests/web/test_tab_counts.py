"""The counts beside the tabs of a record: what there is of it, and only what one may see."""

import pytest

from hanse.contacts.activity import log_activity
from hanse.setup.models import Section, VisibilityEntry
from tests.factories import acting, make_company, make_contact
from tests.web.reading import browser_of, says


@pytest.fixture
def busy(cast):
    company = cast.customer_a
    ana = make_contact("Ana", company=company, by=cast.user1)
    log_activity(company_id=company.pk, kind="note", text="One", by=acting(cast.user1))
    log_activity(contact_id=ana.pk, kind="call", text="Two", by=acting(cast.user1))
    make_company("Seen child", by=cast.user1, parent=company.pk)
    return company, ana


def test_a_company_counts_contacts_notes_files_and_subsidiaries(cast, busy):
    page = says(browser_of(cast.user1).get(f"/companies/{busy[0].pk}/"))

    for words in ("Contacts 1", "Activity 2", "Files 0", "Subsidiaries 1"):
        assert words in page


def test_notes_of_hidden_contacts_are_not_counted(cast, busy):
    VisibilityEntry.objects.create(section=Section.CONTACTS)

    assert "Activity 1" in says(browser_of(cast.user1).get(f"/companies/{busy[0].pk}/"))


def test_a_contact_counts_its_notes_and_files(cast, busy):
    page = says(browser_of(cast.user1).get(f"/contacts/{busy[1].pk}/"))

    assert "Activity 1" in page
    assert "Files 0" in page


def test_records_cost_fifteen_queries_at_most(cast, busy, django_assert_max_num_queries):
    browser = browser_of(cast.user1)
    for address in (f"/companies/{busy[0].pk}/", f"/contacts/{busy[1].pk}/"):
        with django_assert_max_num_queries(15):
            browser.get(address)
