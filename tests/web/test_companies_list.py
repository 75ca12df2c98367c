"""The list of companies: who sees which rows, and how filters, sorts, pages and totals behave."""

import re

import pytest

from hanse.companies.models import CompanyRole
from hanse.customfields.models import CustomField
from hanse.setup.models import Section, VisibilityEntry
from tests.factories import make_company, make_user
from tests.web.reading import HTMX, browser_of, main_of, says


def titles(response) -> list[str]:
    return re.findall(r'<a class="title"[^>]*>([^<]+)</a>', response.content.decode())


@pytest.mark.parametrize(
    ("who", "rows", "may_create"),
    [
        ("admin", {"My company", "Customer #A", "Customer #B"}, True),
        ("user1", {"Customer #A", "Customer #B"}, True),
        ("manager1", {"Customer #A", "Customer #B"}, True),
    ],
)
def test_everyone_sees_his_rows_and_what_he_may_do(cast, who, rows, may_create):
    response = browser_of(getattr(cast, who)).get("/companies/")

    assert response.status_code == 200
    assert set(titles(response)) == rows
    assert ('href="/companies/new/"' in main_of(response)) is may_create
    assert f"{len(rows)} companies" in says(response)


def test_without_the_right_to_view_there_is_no_list(cast):
    response = browser_of(cast.user2).get("/companies/")

    assert response.status_code == 404
    assert "Customer" not in says(response)


def test_a_hidden_section_is_no_page(cast):
    VisibilityEntry.objects.create(section=Section.COMPANIES)

    assert browser_of(cast.user1).get("/companies/").status_code == 404


def test_a_reader_is_offered_nothing_to_write(cast):
    reader = make_user("reader1", profile="Reader", company=cast.my_company)

    page = main_of(browser_of(reader).get("/companies/"))

    assert "/companies/new/" not in page
    assert "/imports/" not in page


def test_the_newest_activity_comes_first(cast):
    make_company("Newest", by=cast.user1)

    assert titles(browser_of(cast.user1).get("/companies/"))[0] == "Newest"


def test_the_head_of_a_column_sorts_and_says_so(cast):
    browser = browser_of(cast.user1)

    page = main_of(browser.get("/companies/?sort=name"))

    assert 'aria-sort="ascending"><a class="sort" id="sort-name" href="/companies/?sort=-name"' in page
    assert titles(browser.get("/companies/?sort=-name")) == ["Customer #B", "Customer #A"]


def test_filters_stand_as_sentences_that_can_be_taken_away(cast):
    role = CompanyRole.objects.get(name="Partner")
    make_company("Porto Partner", by=cast.user1, role=role.pk, country="PT")

    response = browser_of(cast.user1).get(f"/companies/?role={role.pk}&country=PT&country=ES&owner=user1")

    assert titles(response) == ["Porto Partner"]
    words = says(response)
    assert "Role is Partner" in words
    assert "Country is any of Portugal, Spain" in words
    assert "Owner is User1" in words
    assert f'href="/companies/?role={role.pk}&amp;owner=user1"' in main_of(response)


def test_no_role_can_be_asked_for_beside_roles(cast):
    role = CompanyRole.objects.get(name="Partner")
    make_company("Porto Partner", by=cast.user1, role=role.pk)
    make_company("A customer", by=cast.user1, role=CompanyRole.objects.get(name="Customer").pk)

    response = browser_of(cast.user1).get(f"/companies/?role={role.pk}&role=none&sort=name")

    assert titles(response) == ["Customer #A", "Customer #B", "Porto Partner"]
    assert "Role is any of Partner, none" in says(response)


def test_a_day_in_a_filter_is_written_as_a_day(cast):
    response = browser_of(cast.user1).get("/companies/?active_from=2026-11-01")

    assert "Last activity from 1 Nov 2026" in says(response)


def test_people_and_companies_can_be_named_in_a_filter(cast):
    browser = browser_of(cast.user1)

    by_suggestion = browser.get(
        f"/companies/?owner=Manager1 (manager1)&parent=My company (%23{cast.my_company.pk})"
    )
    by_name = browser.get("/companies/?parent=my+company")

    assert titles(by_suggestion) == ["Customer #B"]
    assert len(titles(by_name)) == 2
    assert "Parent is My company" in says(by_name)


def test_a_parent_one_may_not_know_has_no_name_in_a_filter(cast):
    secret = make_company("Secret holding", by=cast.admin, parent=None)

    words = says(browser_of(cast.user1).get(f"/companies/?parent={secret.pk}"))

    assert "Secret" not in words
    assert "Parent is A company you cannot see" in words


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("role=abc", "“abc” is not an id"),
        ("active_from=yesterday", "“yesterday” is not a date"),
        ("sort=secret", "Sort by one of"),
        ("cursor=nonsense", "This cursor does not belong to this list"),
        ("parent=Nowhere+Ltd", "There is no company “Nowhere Ltd” that you can see."),
    ],
)
def test_a_filter_that_cannot_be_read_is_said_in_the_list(cast, query, sentence):
    response = browser_of(cast.user1).get(f"/companies/?{query}")

    assert response.status_code == 200
    assert sentence in says(response)
    assert 'href="/companies/"' in main_of(response)


def test_nothing_that_matches_offers_the_way_back(cast):
    response = browser_of(cast.user1).get("/companies/?search=nothing-like-this&country=ES")

    assert "Nothing matches “nothing-like-this” and these filters" in says(response)
    assert 'href="/companies/?country=ES"' in main_of(response)


def test_an_empty_installation_says_how_to_begin(crm_shown):
    admin = make_user("admin", profile="Manager", is_superadmin=True)

    assert "No companies yet" in says(browser_of(admin).get("/companies/"))


def test_one_who_sees_nothing_is_told_what_he_would_see(cast):
    alone = make_user("alone")

    words = says(browser_of(alone).get("/companies/"))

    assert "No companies for you yet" in words
    assert "You see the companies that you own" in words


def test_htmx_gets_the_region_and_the_chips(cast):
    response = browser_of(cast.user1).get("/companies/?search=omer+%23b", **HTMX)

    content = response.content.decode()
    assert "<html" not in content
    assert titles(response) == ["Customer #B"]
    assert 'id="chips" hx-swap-oob="true"' in content
    assert "HX-Request" in response["Vary"]


def test_typing_leaves_a_clean_address(cast):
    response = browser_of(cast.user1).get(
        "/companies/?search=omer+%23b&role=", **HTMX, HTTP_HX_TRIGGER="list-search"
    )

    assert response["HX-Replace-Url"] == "/companies/?search=omer+%23b"


@pytest.fixture
def many(cast):
    for number in range(1, 121):
        make_company(f"Firm {number:03}", by=cast.user1)
    return cast


def link(response, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', response.content.decode())
    return found.group(1).replace("&amp;", "&") if found else ""


def test_pages_lead_on_and_back_and_know_where_they_are(many):
    browser = browser_of(many.user1)

    first = browser.get("/companies/?sort=name&search=firm")
    second = browser.get(link(first, "next"))
    third = browser.get(link(second, "next"))
    back = browser.get(link(third, "prev"))

    assert "1–50 of 120 companies" in says(first)
    assert "51–100 of 120" in says(second)
    assert "101–120 of 120" in says(third)
    assert titles(third)[-1] == "Firm 120"
    assert link(third, "next") == ""
    assert titles(back) == titles(second)
    assert "51–100 of 120" in says(back)


def test_a_total_beyond_the_cap_is_counted_only_when_asked(many, monkeypatch):
    monkeypatch.setattr("hanse.foundation.paging.COUNT_CAP", 100)
    browser = browser_of(many.user1)

    capped = browser.get("/companies/")
    counted = browser.get("/companies/?count=all")

    assert "1–50 of 100+ companies" in says(capped)
    assert 'href="/companies/?count=all"' in main_of(capped)
    assert "1–50 of 122 companies" in says(counted)


def test_the_list_costs_eight_queries_at_most(many, django_assert_max_num_queries):
    for who in ("admin", "user1", "manager1"):
        browser = browser_of(getattr(many, who))
        with django_assert_max_num_queries(8):
            first = browser.get("/companies/?search=firm")
        with django_assert_max_num_queries(8):
            assert "51–100 of 120" in says(browser.get(link(first, "next")))
        with django_assert_max_num_queries(8):
            browser.get("/companies/?owner=user1&role=none&country=ES&sort=name")


def test_custom_fields_that_ask_for_it_have_a_column(cast):
    field = CustomField.objects.create(label="Fleet size", type="numeric", show_in_list=True)
    CustomField.objects.create(label="Hidden field")
    make_company("Fleet owner", by=cast.user1, custom={str(field.pk): "412"})

    response = browser_of(cast.user1).get("/companies/")

    assert "Fleet size" in says(response)
    assert "412" in says(response)
    assert "Hidden field" not in says(response)


def test_names_are_text_and_never_markup(cast):
    make_company('<script>alert("x")</script>', by=cast.user1)

    content = browser_of(cast.user1).get("/companies/").content.decode()

    assert "<script>alert" not in content
    assert "&lt;script&gt;alert" in content


def test_the_form_of_the_filters_works_as_a_page_and_as_a_popover(cast):
    browser = browser_of(cast.user1)

    page = browser.get("/companies/filters/?country=ES&search=cust")
    popover = browser.get("/companies/filters/?country=ES&only=country", **HTMX)

    assert "Last activity from" in says(page)
    assert '<input type="hidden" name="search" value="cust">' in main_of(page)
    assert "<html" not in popover.content.decode()
    assert 'value="ES" checked' in popover.content.decode()
    assert "Last activity from" not in says(popover)


def test_suggestions_name_only_what_one_may_see(cast):
    make_company("Customer secret", by=cast.admin, parent=None)
    make_user("stranger")
    browser = browser_of(cast.user1)

    companies = browser.get("/companies/pick/?parent=customer", **HTMX, HTTP_HX_TRIGGER_NAME="parent")
    people = browser.get("/companies/people/?q=manager")

    assert f'data-value="Customer #A (#{cast.customer_a.pk})"' in companies.content.decode()
    assert "secret" not in companies.content.decode()
    assert "Manager1 (manager1)" in says(people)
    assert "stranger" not in says(browser.get("/companies/people/?q=stra"))


@pytest.mark.parametrize("time_zone", ["UTC", "Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize(
    "query",
    [
        "active_to=9999-12-31",
        "active_from=0001-01-01",
        "role=999999999999999999",
        "country=%00",
        "owner=%00",
        "search=%00%ff",
        "at=99999999999999999999",
        "cursor=AAAA",
        "role=²",
        "parent=²",
        "search=١٢٣",
    ],
)
def test_no_query_string_breaks_the_list(cast, query, time_zone):
    cast.user1.time_zone = time_zone
    cast.user1.save()

    assert browser_of(cast.user1).get(f"/companies/?{query}").status_code == 200
