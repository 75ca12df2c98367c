"""Fields and cells changed in place, two who change the same, and drafts: in a real browser, by keys alone."""

import re

import pytest
from playwright.sync_api import expect

from hanse.companies.actions import update_company
from tests.browser.conftest import sign_in
from tests.factories import acting

pytestmark = pytest.mark.any_database

# What a refused or contested value is answered with; the browser notes it, and it is no complaint.
EXPECTED = ("422", "409")


def unexpected(page) -> list[str]:
    return [line for line in page.complaints if not any(f"status of {code}" in line for code in EXPECTED)]


@pytest.fixture
def record(world, open_page):
    """The page of Customer #A, open for its owner."""
    page = open_page()
    sign_in(page, "user1")
    page.goto(f"/companies/{world.customer_a.pk}/")
    return page


def test_fields_are_changed_one_after_another_with_keys_alone(world, record):
    page, company = record, world.customer_a

    page.locator("[data-field=phone] .edits").focus()
    page.keyboard.press("e")
    field = page.locator("form[data-inline] .input")
    expect(field).to_be_focused()
    page.keyboard.type("555 1")
    page.keyboard.press("Tab")
    expect(page.locator("[data-field=phone]")).to_contain_text("555 1")
    expect(page.locator("[data-field=email] .input")).to_be_focused()
    page.keyboard.type("nonsense")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{field.get_attribute('aria-describedby')}")).to_contain_text("name@example.com")
    page.keyboard.press("Escape")
    expect(page.locator("[data-field=email] .edits")).to_be_focused()
    page.locator("[data-field=name] .edits").press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("Customer Alpha")
    page.keyboard.press("Enter")

    expect(page.locator("#record-head h1")).to_contain_text("Customer Alpha")
    expect(page.locator(".breadcrumb [aria-current]")).to_have_text("Customer Alpha")
    expect(page).to_have_title(re.compile("Customer Alpha"))
    expect(page.locator("#toasts")).to_contain_text("Customer Alpha was saved.")
    company.refresh_from_db()
    assert (company.name, company.phone, company.email) == ("Customer Alpha", "555 1", "")
    page.keyboard.press("z")
    expect(page.locator("#record-head h1")).to_contain_text("Customer #A")
    assert unexpected(page) == []


def test_who_was_slower_chooses_between_his_and_theirs(world, record):
    page, company = record, world.customer_a
    open_field = page.locator("[data-field=phone] .edits")
    field = page.locator("form[data-inline] .input")

    for theirs, mine, key, kept in [("2", "3", "Escape", "2"), ("4", "5", "Enter", "5")]:
        open_field.press("Enter")
        expect(field).to_be_focused()
        update_company(company.pk, {"phone": theirs}, by=acting(world.manager1))
        field.fill(mine)
        page.keyboard.press("Enter")
        expect(page.locator("form[data-clash]")).to_contain_text(f"Theirs{theirs}Yours{mine}")
        expect(field).to_be_focused()
        page.keyboard.press(key)
        expect(page.locator("form[data-inline]")).to_have_count(0)
        expect(page.locator("[data-field=phone]")).to_contain_text(kept)
        expect(open_field).to_be_focused()
        company.refresh_from_db()
        assert company.phone == kept
    assert unexpected(page) == []


def test_cells_are_changed_in_the_list(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto("/companies/?sort=name&columns=name,country,phone")

    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.locator("td[data-field=name] .input")).to_be_focused()
    page.keyboard.press("Tab")
    choice = page.locator("td[data-field=country] select")
    expect(choice).to_be_focused()
    choice.select_option("ES")
    page.keyboard.press("Enter")

    expect(page.locator("td[data-field=country]").first).to_contain_text("Spain")
    expect(page.locator("tbody tr").first.locator("a.title")).to_be_focused()
    world.customer_a.refresh_from_db()
    assert world.customer_a.country == "ES"
    # A row that one may only see says so, and stays.
    foreign = page.locator("tbody tr").nth(1).locator("td[data-field=phone]")
    foreign.hover()
    foreign.get_by_role("button", name="Edit this cell").click()
    expect(page.locator("#toasts")).to_contain_text("You may not change this.")
    expect(page.locator("form[data-inline]")).to_have_count(0)


def test_what_was_typed_is_offered_again_until_it_is_saved(world, record):
    page, form = record, f"/companies/{world.customer_a.pk}/edit/"
    page.on("dialog", lambda dialog: dialog.accept())

    page.goto(form)
    page.get_by_label("Comments").fill("A long text")
    page.goto("/")
    page.goto(form)
    offer = page.get_by_role("button", name=re.compile(r"Restore what you typed at \d\d:\d\d"))
    expect(offer).to_be_visible()
    expect(page.get_by_label("Comments")).to_have_value("")
    offer.click()
    expect(page.get_by_label("Comments")).to_have_value("A long text")
    page.get_by_role("button", name="Save company").click()
    expect(page.locator("#toasts")).to_contain_text("was saved")
    page.goto(form)
    expect(page.get_by_label("Comments")).to_have_value("A long text")
    expect(offer).to_have_count(0)

    page.goto(f"/companies/{world.customer_a.pk}/")
    page.locator("#composer-text").fill("Half a sentence")
    page.reload()
    expect(offer).to_be_visible()
    page.locator("form[action='/logout/']").evaluate("form => form.requestSubmit()")
    page.wait_for_url("**/login/**")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('hanse-draft'))") == []
    assert page.complaints == []
