"""What scripts add to the pages of companies, and what stays without them."""

import re

import pytest
from playwright.sync_api import expect

from hanse.customfields.models import CustomField
from tests.browser.conftest import PHONE, sign_in
from tests.factories import make_company

pytestmark = pytest.mark.any_database


def test_typing_narrows_the_list_and_keeps_the_focus(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto("/companies/")

    page.keyboard.press("/")
    page.keyboard.type("omer #b", delay=20)

    expect(page.get_by_role("link", name="Customer #A")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/companies/\?search=omer"))
    expect(page.locator("#list-search-text")).to_be_focused()
    assert page.complaints == []


def test_a_filter_is_chosen_in_a_popover_and_taken_away_again(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto("/companies/")

    page.get_by_role("button", name="Filter").click()
    owner = page.locator("#filter-all-owner")
    owner.fill("mana")
    page.get_by_role("option", name="Manager1").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(owner).to_have_value("Manager1 (manager1)")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("#chips")).to_contain_text("Owner is Manager1")
    expect(page.get_by_role("link", name="Customer #A")).to_have_count(0)
    expect(page.get_by_role("button", name="Filter", exact=True)).to_be_focused()
    page.get_by_role("link", name="Remove the filter Owner is Manager1").click()
    expect(page.get_by_role("link", name="Customer #A")).to_be_visible()
    assert page.complaints == []


def test_going_back_shows_the_list_as_it_was(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto("/companies/")
    page.locator("#sort-name").click()
    expect(page).to_have_url(re.compile("sort=name"))
    page.get_by_role("link", name="Customer #A").click()
    page.wait_for_url(re.compile(r"/companies/\d+/"))

    page.go_back()

    expect(page).to_have_url(re.compile("sort=name"))
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Name")
    assert page.complaints == []


def test_a_parent_is_suggested_while_one_types(world, open_page):
    make_company("Ångström Works", by=world.user1)
    page = open_page()
    sign_in(page, "user1")
    page.goto("/companies/new/")

    page.get_by_label("Name").fill("Branch")
    page.get_by_label("Parent").click()
    page.keyboard.type("angstrom", delay=20)
    page.get_by_role("option", name="Ångström Works").click()
    page.get_by_role("button", name="Add company").click()

    expect(page.get_by_role("heading", name="Branch")).to_be_visible()
    expect(page.locator(".record-meta")).to_contain_text("Part of Ångström Works")
    assert page.complaints == []


def test_a_choice_narrows_the_choices_below_it(world, open_page):
    root = CustomField.objects.create(label="Region", type="linked", options=["North", "South"])
    CustomField.objects.create(label="City", type="linked", options=["North|Oslo", "South|Rome"], parent=root)
    page = open_page()
    sign_in(page, "user1")
    page.goto(f"/companies/{world.customer_a.pk}/edit/")
    city = page.get_by_label("City")
    expect(city.locator("option")).to_have_count(3)

    page.get_by_label("Region").select_option("South")

    expect(city.locator("option")).to_have_text(["None", "Rome"])
    assert page.complaints == []


def test_tabs_change_the_panel_and_the_address_and_keep_the_focus(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto(f"/companies/{world.customer_a.pk}/")

    page.get_by_role("link", name="History").click()

    expect(page.get_by_role("heading", name="History")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?tab=history"))
    expect(page.locator("#tab-history")).to_be_focused()


def test_who_can_see_this_opens_beside_the_header(world, open_page):
    page = open_page(size=PHONE)
    sign_in(page, "user1")
    page.goto(f"/companies/{world.customer_a.pk}/")

    page.get_by_role("button", name="Visible to 3 people").click()

    expect(page.locator("#access")).to_contain_text("owns it")


def test_without_scripts_filters_have_a_page_of_their_own(world, open_page):
    page = open_page(javascript=False)
    sign_in(page, "user1")
    page.goto("/companies/")

    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Choose filters").click()
    page.get_by_label("Add one by name").first.fill("Manager1 (manager1)")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("#chips")).to_contain_text("Owner is Manager1")
    expect(page.get_by_role("link", name="Customer #A")).to_have_count(0)


def test_what_if_and_the_tick_work_without_scripts(world, open_page):
    company = make_company("Shared", by=world.admin, parent=world.my_company.pk, owner="user1")
    page = open_page(javascript=False)
    sign_in(page, "manager1")
    page.goto(f"/companies/{company.pk}/edit/")

    page.get_by_label("Parent").fill("")
    page.get_by_role("button", name="Save company").click()
    expect(page.locator("main")).to_contain_text("Will not see it any more")
    page.get_by_label("I know that I will not see this company any more").check()
    page.get_by_role("button", name="Save company").click()

    expect(page).to_have_url(re.compile(r"/companies/$"))
    company.refresh_from_db()
    assert company.parent is None
