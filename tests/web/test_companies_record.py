"""The page of a company: what everyone of the cast finds on it, tab by tab."""

import pytest

from hanse.companies.actions import delete_company, update_company
from hanse.contacts.activity import log_activity
from hanse.customfields.models import CustomField, FieldSection
from hanse.setup.models import Section, VisibilityEntry
from tests.factories import acting, make_company, make_contact, make_user
from tests.web.reading import HTMX, browser_of, main_of, says


@pytest.mark.parametrize(
    ("who", "which", "status", "edits", "deletes"),
    [
        ("admin", "customer_a", 200, True, True),
        ("user1", "customer_a", 200, True, False),
        ("user1", "customer_b", 200, False, False),
        ("user1", "my_company", 404, False, False),
        ("manager1", "customer_a", 200, True, True),
        ("manager1", "my_company", 404, False, False),
        ("user2", "customer_a", 404, False, False),
    ],
)
def test_everyone_finds_what_he_may_see_and_do(cast, who, which, status, edits, deletes):
    company = getattr(cast, which)

    response = browser_of(getattr(cast, who)).get(f"/companies/{company.pk}/")

    page = main_of(response)
    assert response.status_code == status
    assert (f"/companies/{company.pk}/edit/" in page) is edits
    assert (f"/companies/{company.pk}/delete/" in page) is deletes
    assert ('name="text"' in page) is edits


def test_a_reader_is_told_once_whose_record_it_is(cast):
    words = says(browser_of(cast.user1).get(f"/companies/{cast.customer_b.pk}/"))

    assert words.count("You can read this company but not change it.") == 1
    assert "It belongs to Manager1." in words


def test_the_own_company_is_named_without_a_link(cast):
    page = main_of(browser_of(cast.user1).get(f"/companies/{cast.customer_a.pk}/"))

    assert "<span>My company</span>" in page
    assert "Part of My company" in page
    assert f'href="/companies/{cast.my_company.pk}/"' not in page


def test_a_foreign_parent_is_a_company_one_cannot_see(cast):
    holding = make_company("Secret holding", by=cast.admin, parent=None)
    below = make_company("Visible child", by=cast.admin, parent=holding.pk, owner="user1")

    words = says(browser_of(cast.user1).get(f"/companies/{below.pk}/"))

    assert "Secret" not in words
    assert "A company you cannot see" in words
    assert "Part of a company you cannot see" in words


def test_ancestors_lead_up_from_the_top(cast):
    middle = make_company("Middle", by=cast.user1, parent=cast.customer_a.pk)
    lowest = make_company("Lowest", by=cast.user1, parent=middle.pk)

    words = says(browser_of(cast.user1).get(f"/companies/{lowest.pk}/"))

    assert "Companies My company Customer #A Middle Lowest" in words


def test_who_can_see_it_is_the_rule_itself(cast):
    browser = browser_of(cast.user1)

    header = says(browser.get(f"/companies/{cast.customer_a.pk}/"))
    page = browser.get(f"/companies/{cast.customer_a.pk}/access/")
    fragment = browser.get(f"/companies/{cast.customer_a.pk}/access/", **HTMX)

    assert "Visible to 3 people" in header
    for words in (says(page), says(fragment)):
        assert "3 people can see this" in words
        assert "owns it" in words
        assert "Manager1" in words
        assert "User2" not in words
    assert "<html" not in fragment.content.decode()


def test_a_company_without_parent_says_why_nobody_else_sees_it(cast):
    own = make_company("Mine alone", by=cast.user1, parent=None)

    words = says(browser_of(cast.user1).get(f"/companies/{own.pk}/access/"))

    assert "It has no parent, so only its owner and superadmins can see it" in words


def test_subsidiaries_and_their_count_leave_out_what_one_cannot_see(cast):
    make_company("Branch", by=cast.user1, parent=cast.customer_a.pk)
    make_company("Other branch", by=cast.manager1, parent=cast.customer_a.pk)
    reader = make_user("customer", profile="Reader", company=cast.customer_a)
    make_company("Of a stranger", by=cast.admin, parent=cast.customer_a.pk, owner="admin")

    for user, count in [(cast.user1, 3), (reader, 3)]:
        page = browser_of(user).get(f"/companies/{cast.customer_a.pk}/?tab=subsidiaries")
        assert f'Subsidiaries <span class="count">{count}</span>' in page.content.decode()
        assert "Branch" in says(page)


def test_the_tab_of_contacts_goes_with_their_section(cast):
    make_contact("Ana Berg", company=cast.customer_a, by=cast.user1)
    address = f"/companies/{cast.customer_a.pk}/"
    browser = browser_of(cast.user1)

    shown = says(browser.get(f"{address}?tab=contacts"))
    VisibilityEntry.objects.create(section=Section.CONTACTS)
    hidden = says(browser.get(f"{address}?tab=contacts"))

    assert "Ana Berg" in shown
    assert "Contacts" not in hidden.removeprefix("Companies")
    assert "Ana Berg" not in hidden


def test_htmx_gets_the_tabs_and_the_panel(cast):
    response = browser_of(cast.user1).get(f"/companies/{cast.customer_a.pk}/?tab=history", **HTMX)

    content = response.content.decode()
    assert "<html" not in content
    assert 'id="tab-history"' in content
    assert "every change of its fields" in content


def test_custom_fields_stand_in_their_sections_and_empty_ones_are_folded(cast):
    section = FieldSection.objects.create(name="Operations")
    full = CustomField.objects.create(label="Fleet size", type="numeric", section=section)
    CustomField.objects.create(label="Depots", section=section)
    update_company(cast.customer_a.pk, {"custom": {str(full.pk): "412"}}, by=acting(cast.admin))

    words = says(browser_of(cast.user1).get(f"/companies/{cast.customer_a.pk}/"))

    assert "Operations Fleet size 412 Show 1 empty Depots" in words


def test_a_tax_id_that_does_not_fit_its_country_is_doubted_but_kept(cast):
    update_company(cast.customer_a.pk, {"country": "ES", "tax_id": "B1"}, by=acting(cast.admin))

    words = says(browser_of(cast.user1).get(f"/companies/{cast.customer_a.pk}/"))

    assert "Tax ID B1 This does not look like a tax ID of Spain; check it." in words


def test_history_says_field_by_field_what_was_and_what_became(cast):
    update_company(
        cast.customer_a.pk,
        {"phone": "555 1", "payment_conditions": 60, "country": "ES"},
        by=acting(cast.admin),
    )

    words = says(browser_of(cast.user1).get(f"/companies/{cast.customer_a.pk}/?tab=history"))

    assert "Admin changed it" in words
    assert "Phone 555 1" in words
    assert "Payment conditions 30 60" in words
    assert "Country Spain" in words
    assert "Owner User1" in words


def test_history_never_names_a_company_one_cannot_see(cast):
    secret = make_company("Secret holding", by=cast.admin, parent=None)
    update_company(cast.customer_a.pk, {"parent": secret.pk}, by=acting(cast.admin))
    update_company(cast.customer_a.pk, {"parent": cast.my_company.pk}, by=acting(cast.admin))

    words = says(browser_of(cast.user1).get(f"/companies/{cast.customer_a.pk}/?tab=history"))

    assert "Secret" not in words
    assert "Parent A company you cannot see My company" in words


def test_history_goes_on_page_by_page(cast):
    for number in range(35):
        update_company(cast.customer_a.pk, {"phone": f"555 {number}"}, by=acting(cast.admin))
    browser = browser_of(cast.user1)

    first = main_of(browser.get(f"/companies/{cast.customer_a.pk}/?tab=history"))
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = says(browser.get(f"/companies/{cast.customer_a.pk}/{older}"))

    assert "555 34" in first
    assert "555 4" in second
    assert "added it" in second


@pytest.mark.parametrize("tab", ["overview", "activity"])
def test_an_activity_is_noted_and_stands_in_the_timeline(cast, tab):
    browser = browser_of(cast.user1)

    response = browser.post(
        f"/companies/{cast.customer_a.pk}/activity/",
        {"kind": "call", "text": "Wants 250 nodes <b>again</b>", "tab": tab},
        follow=True,
    )

    words = says(response)
    assert "User1 noted a call" in words
    assert "Wants 250 nodes <b>again</b>" in words
    assert "<b>again" not in response.content.decode()
    assert response.redirect_chain[-1][0].endswith("?tab=activity" if tab == "activity" else "/")


def test_an_empty_activity_is_said_at_its_field(cast):
    response = browser_of(cast.user1).post(
        f"/companies/{cast.customer_a.pk}/activity/", {"kind": "meeting", "text": " ", "tab": "overview"}
    )

    assert response.status_code == 422
    assert "Write what happened." in says(response)
    assert 'value="meeting" checked' in response.content.decode()


@pytest.mark.parametrize(
    ("who", "which", "status"), [("user1", "customer_b", 403), ("user2", "customer_a", 404)]
)
def test_one_who_may_not_change_it_notes_nothing(cast, who, which, status):
    company = getattr(cast, which)

    response = browser_of(getattr(cast, who)).post(
        f"/companies/{company.pk}/activity/", {"kind": "note", "text": "Hello"}
    )

    assert response.status_code == status
    assert not company.activities.exists()


def test_automatic_entries_say_what_changed(cast):
    update_company(cast.customer_a.pk, {"phone": "555 1"}, by=acting(cast.admin))
    update_company(cast.customer_a.pk, {"phone": "555 2", "email": "a@example.com"}, by=acting(cast.admin))
    contact = make_contact("Ana Berg", company=cast.customer_a, by=cast.user1)
    log_activity(contact_id=contact.pk, kind="note", text="Likes tea", by=acting(cast.user1))

    words = says(browser_of(cast.user1).get(f"/companies/{cast.customer_a.pk}/?tab=activity"))

    assert "Admin changed Phone : 555 1" in words
    assert "Admin changed 2 fields" in words
    assert "User1 added the contact Ana Berg" in words
    assert "User1 wrote a note on Ana Berg" in words


def test_older_events_are_a_page_away(cast):
    for number in range(35):
        log_activity(company_id=cast.customer_a.pk, kind="note", text=f"Note {number}", by=acting(cast.user1))
    browser = browser_of(cast.user1)

    first = main_of(browser.get(f"/companies/{cast.customer_a.pk}/?tab=activity"))
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = says(browser.get(f"/companies/{cast.customer_a.pk}/{older}"))

    assert "Note 34" in first
    assert "Note 4 " in second
    assert "added the company" in second


@pytest.mark.parametrize(
    "query",
    [
        "tab=activity&before=0001-01-01T00:00:00%2B14:00",
        "tab=activity&before=9999-12-31T23:59:59-12:00",
        "tab=activity&before=2026-01-01T00:00:00",
        "tab=activity&before=nonsense",
        "tab=history&before=999999999999999999",
        "tab=history&before=²",
        "tab=nowhere",
    ],
)
def test_no_query_string_breaks_a_record(cast, query):
    assert browser_of(cast.user1).get(f"/companies/{cast.customer_a.pk}/?{query}").status_code == 200


def test_a_record_costs_fifteen_queries_at_most(cast, django_assert_max_num_queries):
    for number in range(7):
        make_contact(f"Person {number}", company=cast.customer_a, by=cast.user1)
    make_company("Branch", by=cast.user1, parent=cast.customer_a.pk)
    field = CustomField.objects.create(label="Fleet size", type="numeric")
    update_company(cast.customer_a.pk, {"custom": {str(field.pk): "4"}, "phone": "1"}, by=acting(cast.admin))
    log_activity(company_id=cast.customer_a.pk, kind="note", text="Hello", by=acting(cast.user1))

    for who in ("admin", "user1", "manager1"):
        for tab in ("", "?tab=contacts", "?tab=activity", "?tab=history"):
            browser = browser_of(getattr(cast, who))
            with django_assert_max_num_queries(15):
                assert browser.get(f"/companies/{cast.customer_a.pk}/{tab}").status_code == 200


def test_a_name_that_looks_like_markup_is_text_everywhere(cast):
    name = '"><img src=x onerror=alert(1)>'
    company = make_company(name, by=cast.user1, comments=name, website="example.com/\"onclick='x'")
    make_contact(name, company=company, by=cast.user1, position=name)
    update_company(company.pk, {"comments": "plain"}, by=acting(cast.user1))
    log_activity(company_id=company.pk, kind="note", text=name, by=acting(cast.user1))

    for address in ("", "?tab=contacts", "?tab=activity", "?tab=history", "access/", "edit/"):
        content = browser_of(cast.user1).get(f"/companies/{company.pk}/{address}").content.decode()
        assert "<img" not in content
        assert "onerror=alert(1)>" not in content.replace("onerror=alert(1)&gt;", "")


def test_deleting_says_what_goes_and_goes(cast):
    make_contact("Ana Berg", company=cast.customer_b, by=cast.manager1)
    browser = browser_of(cast.manager1)
    address = f"/companies/{cast.customer_b.pk}/delete/"

    asked = says(browser.get(address))
    gone = browser.post(address, {"version": cast.customer_b.version}, follow=True)

    assert "1 contact" in asked
    assert "Delete company" in asked
    assert "Customer #B was deleted." in gone.content.decode()
    assert browser.get(f"/companies/{cast.customer_b.pk}/").status_code == 404


def test_a_company_with_subsidiaries_says_why_it_stays(cast):
    make_company("Branch", by=cast.user1, parent=cast.customer_a.pk)
    browser = browser_of(cast.manager1)
    address = f"/companies/{cast.customer_a.pk}/delete/"

    page = browser.get(address)
    forced = browser.post(address)

    assert "cannot be deleted while companies hang from it" in says(page)
    assert "Branch" in says(page)
    assert "can be brought back" not in says(page)
    assert forced.status_code == 409
    assert "Give them another parent first." in says(forced)


def test_a_company_that_people_work_for_says_why_it_stays(cast):
    browser = browser_of(cast.manager1)
    address = f"/companies/{cast.customer_a.pk}/delete/"

    words = says(browser.get(address))

    assert "Customer #A cannot be deleted while 1 user works for it" in words
    assert "can be brought back" not in words
    assert browser.post(address).status_code == 409


def test_deleting_needs_the_right_to_manage(cast):
    assert browser_of(cast.user1).get(f"/companies/{cast.customer_a.pk}/delete/").status_code == 403
    assert browser_of(cast.user2).get(f"/companies/{cast.customer_a.pk}/delete/").status_code == 404


def test_the_journal_of_what_is_gone_is_no_page(cast):
    company = make_company("Short life", by=cast.admin, parent=cast.my_company.pk)
    delete_company(company.pk, by=acting(cast.admin))

    assert browser_of(cast.admin).get(f"/companies/{company.pk}/?tab=history").status_code == 404
