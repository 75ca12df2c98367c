"""Contacts: list, record, forms, conflicts and deletion, as everyone of the cast."""

import re

import pytest

from hanse.contacts.actions import update_contact
from hanse.contacts.activity import log_activity
from hanse.contacts.models import Contact
from hanse.setup.models import Section, VisibilityEntry
from tests.factories import acting, make_company, make_contact, make_user
from tests.web.reading import HTMX, browser_of, filled_in, main_of, says


@pytest.fixture
def people(cast):
    cast.ana = make_contact(
        "Ana Berg", company=cast.customer_a, by=cast.user1, email="ana@example.com", position="Buyer"
    )
    cast.bob = make_contact("Bob Stone", company=cast.customer_b, by=cast.manager1)
    cast.hidden = make_contact("Cy Hidden", company=cast.my_company, by=cast.admin)
    return cast


@pytest.mark.parametrize(
    ("who", "status", "names"),
    [
        ("admin", 200, ["Ana Berg", "Bob Stone", "Cy Hidden"]),
        ("user1", 200, ["Ana Berg", "Bob Stone"]),
        ("manager1", 200, ["Ana Berg", "Bob Stone"]),
        ("user2", 404, []),
    ],
)
def test_everyone_sees_his_contacts_by_name(people, who, status, names):
    response = browser_of(getattr(people, who)).get("/contacts/")

    found = re.findall(r'<a class="title"[^>]*>([^<]+)</a>', response.content.decode())
    assert response.status_code == status
    assert found == names


def test_a_contact_follows_the_filter_of_its_company(people):
    browser = browser_of(people.user1)

    one = says(browser.get(f"/contacts/?company={people.customer_a.pk}"))
    by_name = says(browser.get("/contacts/?company=customer+%23b"))

    assert "Company is Customer #A" in one
    assert "Bob Stone" not in one
    assert "Ana Berg" not in by_name
    assert "Bob Stone" in by_name


def test_the_list_of_contacts_costs_eight_queries_at_most(people, django_assert_max_num_queries):
    for number in range(60):
        make_contact(f"Person {number:02}", company=people.customer_a, by=people.user1)
    for who in ("admin", "user1"):
        browser = browser_of(getattr(people, who))
        with django_assert_max_num_queries(8):
            assert "1–50 of" in says(browser.get("/contacts/"))


@pytest.mark.parametrize(
    ("who", "which", "status", "edits"),
    [
        ("admin", "hidden", 200, True),
        ("user1", "ana", 200, True),
        ("user1", "bob", 200, False),
        ("user1", "hidden", 404, False),
        ("manager1", "bob", 200, True),
        ("user2", "ana", 404, False),
    ],
)
def test_the_page_of_a_contact_follows_its_company(people, who, which, status, edits):
    contact = getattr(people, which)

    response = browser_of(getattr(people, who)).get(f"/contacts/{contact.pk}/")

    page = main_of(response)
    assert response.status_code == status
    assert (f"/contacts/{contact.pk}/edit/" in page) is edits
    assert (f"/contacts/{contact.pk}/delete/" in page) is edits
    assert ("You can read this contact but not change it." in page) is (status == 200 and not edits)


def test_with_companies_hidden_a_contact_still_says_whose_it_is_without_a_link(people):
    VisibilityEntry.objects.create(section=Section.COMPANIES)
    browser = browser_of(people.user1)

    record = browser.get(f"/contacts/{people.ana.pk}/")
    rows = browser.get("/contacts/")

    for response in (record, rows):
        assert "Customer #A" in says(response)
        assert "/companies/" not in main_of(response)


def test_who_sees_a_contact_is_who_sees_its_company(people):
    words = says(browser_of(people.user1).get(f"/contacts/{people.ana.pk}/access/", **HTMX))

    assert "3 people can see this" in words
    assert "User2" not in words


@pytest.mark.parametrize("tab", ["overview", "activity", "history"])
def test_the_tabs_of_a_contact_are_real_addresses(people, tab):
    update_contact(people.ana.pk, {"phone": "555"}, by=acting(people.admin))
    log_activity(contact_id=people.ana.pk, kind="meeting", text="Lunch", by=acting(people.user1))
    browser = browser_of(people.user1)

    page = browser.get(f"/contacts/{people.ana.pk}/?tab={tab}")
    fragment = browser.get(f"/contacts/{people.ana.pk}/?tab={tab}", **HTMX)

    assert "<html" in page.content.decode()
    assert "<html" not in fragment.content.decode()
    words = says(page)
    if tab == "history":
        assert "Admin changed it" in words
        assert "Phone 555" in words
    else:
        assert "User1 noted a meeting" in words
        assert "Admin changed Phone : 555" in words
        assert "User1 added the contact" in words


def test_an_activity_of_a_contact_also_stands_at_its_company(people):
    browser = browser_of(people.user1)

    browser.post(f"/contacts/{people.ana.pk}/activity/", {"kind": "call", "text": "Asked for a price"})
    empty = browser.post(f"/contacts/{people.ana.pk}/activity/", {"kind": "call", "text": ""})

    assert "User1 noted a call with Ana Berg" in says(browser.get(f"/companies/{people.customer_a.pk}/"))
    assert empty.status_code == 422
    assert "Write what happened." in says(empty)


def test_a_contact_of_somebody_else_takes_no_activity(people):
    response = browser_of(people.user1).post(
        f"/contacts/{people.bob.pk}/activity/", {"kind": "note", "text": "Hello"}
    )

    assert response.status_code == 403


# Forms


def test_a_new_contact_starts_at_the_company_one_came_from(people):
    browser = browser_of(people.user1)
    address = f"/contacts/new/?company={people.customer_a.pk}"
    form = filled_in(browser.get(address))

    response = browser.post(
        address, form | {"full_name": "Dora Lind", "email": "dora@example.com"}, follow=True
    )

    contact = Contact.objects.get(full_name="Dora Lind")
    assert form["company"] == f"Customer #A (#{people.customer_a.pk})"
    assert contact.company == people.customer_a
    assert "Dora Lind was added." in response.content.decode()


@pytest.mark.parametrize(
    ("who", "company", "status"),
    [("user1", "customer_b", 403), ("user1", "my_company", 404), ("user2", "customer_a", 404)],
)
def test_a_new_contact_needs_a_company_one_may_change(people, who, company, status):
    address = f"/contacts/new/?company={getattr(people, company).pk}"

    assert browser_of(getattr(people, who)).get(address).status_code == status


def test_a_reader_adds_no_contact(people):
    reader = make_user("reader1", profile="Reader", company=people.my_company)

    assert browser_of(reader).get("/contacts/new/").status_code == 403


@pytest.mark.parametrize(
    ("company", "sentence"),
    [
        ("", "Company is required."),
        ("Nowhere", "There is no company “Nowhere” that you can see."),
        ("Customer #B", "You can see this company, but not change it."),
        ("999999", "There is no company with the id 999999 that you can see."),
    ],
)
def test_a_company_that_does_not_do_is_said_at_its_field(people, company, sentence):
    response = browser_of(people.user1).post(
        "/contacts/new/", {"full_name": "Dora Lind", "company": company, "phone": "555"}
    )

    assert response.status_code == 422
    assert sentence in says(response)
    assert filled_in(response)["phone"] == "555"
    assert not Contact.objects.filter(full_name="Dora Lind").exists()


def test_editing_a_contact_and_unticking_it(people):
    update_contact(people.ana.pk, {"disabled": True}, by=acting(people.user1))
    browser = browser_of(people.user1)
    address = f"/contacts/{people.ana.pk}/edit/"
    form = filled_in(browser.get(address))
    del form["disabled"]

    response = browser.post(address, form | {"phone": "555"})

    contact = Contact.objects.get(pk=people.ana.pk)
    assert response.status_code == 302
    assert (contact.phone, contact.disabled, contact.company) == ("555", False, people.customer_a)


def test_a_contact_of_somebody_else_has_no_form(people):
    assert browser_of(people.user1).get(f"/contacts/{people.bob.pk}/edit/").status_code == 403
    assert browser_of(people.user1).get(f"/contacts/{people.hidden.pk}/edit/").status_code == 404


def test_a_conflict_over_a_contact_is_shown_and_chosen(people):
    browser = browser_of(people.user1)
    address = f"/contacts/{people.ana.pk}/edit/"
    form = filled_in(browser.get(address))
    update_contact(people.ana.pk, {"phone": "2", "disabled": True}, by=acting(people.manager1))

    conflict = browser.post(address, form | {"phone": "3", "mobile": "4"})
    again = filled_in(conflict)
    browser.post(address, again | {"take-phone": "theirs"})

    contact = Contact.objects.get(pk=people.ana.pk)
    assert conflict.status_code == 412
    assert "Yours: 3 Theirs: 2" in says(conflict)
    assert "Disabled Was No Now Yes" in says(conflict)
    assert (contact.phone, contact.mobile, contact.disabled) == ("2", "4", True)


def test_deleting_a_contact_says_what_goes(people):
    log_activity(contact_id=people.ana.pk, kind="note", text="Hello", by=acting(people.user1))
    browser = browser_of(people.user1)
    address = f"/contacts/{people.ana.pk}/delete/"

    asked = says(browser.get(address))
    outdated = browser.post(address, {"version": "77"})
    gone = browser.post(address, {"version": people.ana.version}, follow=True)

    assert "and 1 note, call or meeting with it." in asked
    assert outdated.status_code == 409
    assert "Ana Berg was deleted." in gone.content.decode()
    assert not Contact.objects.filter(pk=people.ana.pk).exists()


def test_one_may_not_delete_the_contact_of_somebody_else(people):
    browser = browser_of(people.user1)

    assert browser.post(f"/contacts/{people.bob.pk}/delete/").status_code == 403
    assert browser.post(f"/contacts/{people.hidden.pk}/delete/").status_code == 404
    assert Contact.objects.count() == 3


def test_suggested_contacts_are_those_of_the_company(people):
    browser = browser_of(people.user1)

    found = browser.get(f"/contacts/pick/?company={people.customer_a.pk}&q=a", **HTMX)
    foreign = browser.get(f"/contacts/pick/?company={people.my_company.pk}&q=cy", **HTMX)

    assert "Ana Berg (#" in found.content.decode()
    assert "Bob" not in found.content.decode()
    assert foreign.status_code == 404


def test_companies_are_suggested_for_contacts_also_where_companies_are_hidden(people):
    VisibilityEntry.objects.create(section=Section.COMPANIES)

    found = browser_of(people.user1).get("/contacts/companies/?q=customer", **HTMX)

    assert "Customer #A" in found.content.decode()
    assert "My company (#" not in found.content.decode()


def test_a_contact_whose_name_looks_like_markup_is_text_everywhere(people):
    name = "<svg onload=alert(1)>"
    contact = make_contact(name, company=people.customer_a, by=people.user1, description=name)
    browser = browser_of(people.user1)

    for address in ("", "?tab=history", "?tab=activity", "edit/", "delete/"):
        assert "<svg onload" not in browser.get(f"/contacts/{contact.pk}/{address}").content.decode()
    assert "<svg onload" not in browser.get("/contacts/").content.decode()


def test_a_contact_that_moved_says_where_it_was_as_far_as_one_may_know(people):
    secret = make_company("Secret holding", by=people.admin, parent=None)
    update_contact(people.ana.pk, {"company": secret.pk}, by=acting(people.admin))
    update_contact(people.ana.pk, {"company": people.customer_a.pk}, by=acting(people.admin))

    words = says(browser_of(people.user1).get(f"/contacts/{people.ana.pk}/?tab=history"))

    assert "Secret" not in words
    assert "Company A company you cannot see Customer #A" in words
