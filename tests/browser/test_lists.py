"""Views, columns and selection in a real browser: with the mouse, with keys alone, with fingers, without scripts."""

import re

import pytest
from playwright.sync_api import expect

from hanse.companies.models import Company
from tests.browser.conftest import PHONE, sign_in
from tests.factories import make_company


@pytest.fixture
def firms(world):
    return [make_company(f"Firm {name}", by=world.user1, country="ES") for name in "ABCD"]


def test_a_filtered_list_becomes_a_tab(firms, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto("/companies/?country=ES")

    page.get_by_role("button", name="Save view").click()
    page.get_by_label("Name", exact=True).fill("Spain")
    page.locator("#view-new").get_by_role("button", name="Save view").click()

    expect(page.locator(".tab[aria-current]")).to_have_text("Spain")
    page.get_by_role("button", name="More about the view Spain").click()
    page.get_by_role("button", name="Pin to the sidebar").click()
    expect(page.locator("#sidebar")).to_contain_text("Spain")
    page.locator("#chip-country").click()
    expect(page.get_by_role("link", name="Reset")).to_be_visible()
    page.get_by_role("link", name="Reset").click()
    expect(page.locator("#chips")).to_contain_text("Spain")
    assert page.complaints == []


def test_rows_are_selected_changed_and_undone_with_keys_alone(firms, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto("/companies/?country=ES&sort=name")
    bar = page.locator("#bulk-form")
    expect(bar).to_be_hidden()

    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(bar).to_contain_text("1 selected")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(bar).to_contain_text("3 selected")
    bar.get_by_role("button", name="Edit").press("Enter")
    page.locator("#bulk-field").select_option("country")
    page.get_by_role("button", name="Next").press("Enter")
    page.locator("#bulk-value").select_option("FR")
    page.get_by_role("button", name="Preview").press("Enter")
    page.get_by_role("button", name="Change 3 records").press("Enter")

    expect(page.locator("#toasts")).to_contain_text("3 companies were changed.")
    assert Company.objects.filter(country="FR").count() == 3
    page.keyboard.press("z")
    page.wait_for_load_state()
    expect(page.locator("#toasts")).not_to_contain_text("were changed")
    assert Company.objects.filter(country="ES").count() == 4
    assert page.complaints == []


def test_columns_move_in_their_popover_and_stay(firms, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto("/companies/")

    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Tax ID", exact=True).check()
    page.get_by_role("button", name="Move Country up").click()
    expect(page.locator("#columns-form li").nth(1)).to_contain_text("Country")
    expect(page.get_by_label("Tax ID", exact=True)).to_be_checked()
    page.get_by_role("button", name="Show these columns").click()

    expect(page.locator("thead th").nth(2)).to_contain_text("Country")
    expect(page.locator("thead")).to_contain_text("Tax ID")
    assert page.complaints == []


def test_on_a_phone_selecting_is_a_mode_and_nothing_is_too_wide(firms, open_page):
    page = open_page(size=PHONE)
    sign_in(page, "user1")
    page.goto("/companies/?country=ES")

    expect(page.locator(".pick").first).to_be_hidden()
    page.get_by_text("Select", exact=True).click()
    page.locator(".pick").first.check()

    expect(page.locator("#bulk-form")).to_contain_text("1 selected")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_rows_are_changed_all_the_same(firms, open_page):
    page = open_page(javascript=False)
    sign_in(page, "user1")
    page.goto("/companies/?country=ES")

    page.locator(".pick").first.check()
    page.locator("#bulk-form").get_by_role("button", name="Edit").click()
    page.locator("#bulk-field").select_option("payment_conditions")
    page.get_by_role("button", name="Next").click()
    page.locator("#bulk-value").fill("45")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Change 1 record").click()

    expect(page).to_have_url(re.compile(r"/companies/\?country=ES"))
    assert Company.objects.filter(payment_conditions=45).count() == 1
