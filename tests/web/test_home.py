"""The start page and the search over everything."""

import pytest

from hanse.companies.actions import update_company
from hanse.contacts.activity import log_activity
from hanse.setup.models import Section, VisibilityEntry
from tests.factories import acting, make_company, make_contact, make_user
from tests.web.reading import HTMX, browser_of, main_of, says


@pytest.mark.parametrize(
    ("who", "shown", "not_shown"),
    [
        ("admin", ["My companies", "My company", "Latest activity"], ["checklist"]),
        ("user1", ["Customer #A", "Latest activity"], ["/setup/"]),
        ("manager1", ["Customer #B"], ["/setup/"]),
        ("user2", ["Your profile does not open the CRM."], ["Customer", "Companies"]),
    ],
)
def test_everyone_starts_with_what_is_his(cast, who, shown, not_shown):
    response = browser_of(getattr(cast, who)).get("/")

    assert response.status_code == 200
    assert all(words in says(response) for words in shown)
    assert not any(words in main_of(response) for words in not_shown)


def test_the_latest_activity_is_that_of_visible_companies(cast):
    secret = make_company("Secret", by=cast.admin, parent=None)
    log_activity(company_id=secret.pk, kind="note", text="Hidden words", by=acting(cast.admin))
    log_activity(company_id=cast.customer_b.pk, kind="note", text="Open words", by=acting(cast.manager1))
    update_company(cast.customer_a.pk, {"phone": "1", "email": "a@example.com"}, by=acting(cast.admin))

    words = says(browser_of(cast.user1).get("/"))

    assert "Hidden words" not in words
    assert "Secret" not in words
    assert "Open words" in words
    assert "Manager1 wrote a note · Customer #B" in words
    assert "Admin changed 2 fields · Customer #A" in words


def test_a_superadmin_is_led_to_the_checklist_while_the_crm_is_hidden(cast):
    VisibilityEntry.objects.create(section=Section.CRM)

    for_admin = browser_of(cast.admin).get("/")
    for_user = browser_of(cast.user1).get("/")

    assert "Nobody but superadmins sees the CRM yet." in says(for_admin)
    assert 'href="/setup/"' in main_of(for_admin)
    assert "Nobody but superadmins" not in says(for_user)
    assert "Your profile does not open the CRM." in says(for_user)


def test_one_who_sees_nothing_is_told_why(cast):
    alone = make_user("alone")
    colleague = make_user("colleague", company=make_company("New branch", by=cast.admin, parent=None))

    assert "You work for no company here" in says(browser_of(alone).get("/"))
    assert "those below the company you work for" in says(browser_of(colleague).get("/"))


def test_the_start_page_asks_a_bounded_number_of_questions(cast, django_assert_max_num_queries):
    for number in range(40):
        company = make_company(f"Firm {number}", by=cast.user1)
        make_contact("Ana", company=company, by=cast.user1)
    browser = browser_of(cast.user1)

    with django_assert_max_num_queries(15):
        assert browser.get("/").status_code == 200


def test_a_stranger_signs_in_first(client, crm_shown):
    assert client.get("/").status_code == 302
    assert client.get("/search/?q=a").status_code == 302


# Search


@pytest.fixture
def filled(cast):
    cast.exact = make_company("Zeta Works", by=cast.user1, tax_id="ES-B 1234567")
    make_company("Works of B1234567", by=cast.user1)
    make_contact("Ana Customer", company=cast.customer_a, by=cast.user1)
    make_company("Customer secret", by=cast.admin, parent=None)
    return cast


def order(response, *names: str) -> bool:
    words = says(response)
    places = [words.index(name) for name in names]
    return places == sorted(places)


def test_search_finds_companies_and_contacts_that_one_may_see(filled):
    response = browser_of(filled.user1).get("/search/?q=customer")

    words = says(response)
    assert order(response, "Companies", "Customer #A", "Contacts", "Ana Customer")
    assert "secret" not in words


def test_an_exact_tax_id_comes_first(filled):
    response = browser_of(filled.user1).get("/search/?q=esb1234567")

    assert "Zeta Works" in says(response)


def test_an_id_finds_its_record_first(filled):
    response = browser_of(filled.user1).get(f"/search/?q={filled.exact.pk}")

    assert says(response).index("Zeta Works") > 0


def test_names_that_begin_with_it_come_before_others(filled):
    response = browser_of(filled.user1).get("/search/?q=works")

    assert order(response, "Works of B1234567", "Zeta Works")


def test_ten_are_shown_and_the_list_has_all(filled):
    for number in range(12):
        make_company(f"Harbour {number}", by=filled.user1)

    page = main_of(browser_of(filled.user1).get("/search/?q=harbour"))

    assert page.count('class="strong" href="/companies/') == 10
    assert 'href="/companies/?search=harbour"' in page


def test_htmx_gets_the_results_only(filled):
    response = browser_of(filled.user1).get("/search/?q=zeta", **HTMX)

    assert "<html" not in response.content.decode()
    assert "Zeta Works" in says(response)


@pytest.mark.parametrize("query", ["", "nothing-like-this", "%", "'", '" OR 1=1', "\x00", "(((", "-" * 500])
def test_search_answers_to_anything(filled, query):
    response = browser_of(filled.user1).get("/search/", {"q": query})

    assert response.status_code == 200
    assert "Customer #A" not in says(response)


def test_one_without_the_right_to_view_finds_nothing(filled):
    words = says(browser_of(filled.user2).get("/search/?q=customer"))

    assert "Customer #A" not in words
    assert "Nothing matches “customer”" in words


def test_a_hidden_section_is_not_searched(filled):
    VisibilityEntry.objects.create(section=Section.CONTACTS)

    words = says(browser_of(filled.user1).get("/search/?q=customer"))

    assert "Customer #A" in words
    assert "Ana Customer" not in words
