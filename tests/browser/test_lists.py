"""Views, columns and selection in a real browser: with the mouse, with keys alone, with fingers, without scripts."""

import re

import pytest
from playwright.sync_api import expect

from hanse.companies.models import Company
from hanse.customfields.models import CustomField
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


@pytest.fixture
def paged(world, monkeypatch):
    """Two pages of firms: pages are short here."""
    monkeypatch.setattr("hanse.web.lists.listing.ROWS", 3)
    for number in range(1, 7):
        make_company(f"Firm {number}", by=world.user1, country="ES")


def test_ticks_stay_over_pages_and_sorts_and_are_changed_together(paged, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto("/companies/?country=ES&sort=name")
    bar = page.locator("#bulk-form")

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator("#page-next").press("Enter")
    expect(page.locator("a.title").first).to_have_text("Firm 4")
    expect(bar).to_contain_text("1 selected")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(bar).to_contain_text("3 selected")
    page.locator("#sort-name").press("Enter")
    expect(page.locator("a.title").first).to_have_text("Firm 6")
    expect(page.locator(".pick:checked")).to_have_count(2)
    page.reload()
    expect(bar).to_contain_text("3 selected")
    page.goto("/companies/?country=FR")
    expect(bar).to_be_hidden()
    page.goto("/companies/?country=ES&sort=name")
    expect(bar).to_contain_text("3 selected")

    bar.get_by_role("button", name="Edit").press("Enter")
    page.locator("#bulk-field").select_option("phone")
    page.get_by_role("button", name="Next").press("Enter")
    page.locator("#bulk-value").fill("555 1")
    page.get_by_role("button", name="Preview").press("Enter")
    page.get_by_role("button", name="Change 3 records").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("3 companies were changed.")
    assert set(Company.objects.filter(phone="555 1").values_list("name", flat=True)) == {
        "Firm 1",
        "Firm 4",
        "Firm 5",
    }
    expect(bar).to_be_hidden()
    assert page.complaints == []


def test_all_that_match_are_selected_and_deleted_and_come_back(paged, open_page):
    page = open_page()
    sign_in(page, "manager1")
    page.goto("/companies/?country=ES&sort=name")
    bar = page.locator("#bulk-form")

    page.locator(".pick").first.check()
    bar.get_by_role("link", name="Select all 6").click()
    expect(bar).to_contain_text("All 6")
    expect(page.locator(".pick:checked")).to_have_count(3)
    page.locator("#page-next").click()
    expect(page.locator("a.title").first).to_have_text("Firm 4")
    expect(page.locator(".pick:checked")).to_have_count(3)
    bar.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete 6 records").click()

    expect(page.locator("#toasts")).to_contain_text("6 companies were deleted.")
    assert not Company.objects.filter(country="ES").exists()
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("Undone.")
    assert Company.objects.filter(country="ES").count() == 6
    assert page.complaints == []


def test_the_panel_follows_the_row_and_escape_gives_the_focus_back(firms, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto("/companies/?country=ES&sort=name")
    panel = page.locator("#panel")

    page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(panel.get_by_role("heading")).to_have_text("Firm A")
    expect(page.locator("#status")).to_have_text("Firm A")
    page.keyboard.press("j")
    expect(panel.get_by_role("heading")).to_have_text("Firm B")
    page.keyboard.press("x")
    expect(page.locator("#bulk-form")).to_contain_text("1 selected")
    page.keyboard.press("k")
    expect(panel.get_by_role("heading")).to_have_text("Firm A")
    page.keyboard.press("Escape")
    expect(panel.locator("aside")).to_have_count(0)
    expect(page.get_by_role("link", name="Firm A", exact=True)).to_be_focused()
    page.locator("tr", has_text="Firm C").hover()
    page.locator("tr", has_text="Firm C").get_by_text("Open").click()
    expect(panel.get_by_role("heading")).to_have_text("Firm C")
    panel.get_by_role("button", name="Close").click()
    expect(page.get_by_role("link", name="Firm C", exact=True)).to_be_focused()
    assert page.complaints == []


def test_sums_stand_under_the_list(world, open_page):
    field = CustomField.objects.create(label="Fleet", type="numeric", show_in_list=True)
    for number in ("0.1", "0.2", "1000"):
        make_company(f"Firm {number}", by=world.user1, country="ES", custom={str(field.pk): number})
    page = open_page()
    sign_in(page, "user1")

    page.goto("/companies/?country=ES")

    expect(page.locator("tfoot")).to_contain_text("1,000.3")
    page.locator("#list-search-text").fill("firm 0")
    expect(page.locator("tfoot")).to_contain_text("0.3")
    assert page.complaints == []
