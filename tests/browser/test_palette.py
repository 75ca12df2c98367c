"""The palette by keyboard alone: finding, doing, choosing a person, and the keys of the sheet."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDE, sign_in
from tests.factories import make_company, make_contact

pytestmark = pytest.mark.any_database


def palette_of(page, path: str = "/"):
    page.goto(path)
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Search and commands")
    expect(dialog.get_by_role("option").first).to_be_visible()
    return dialog


def chosen(page):
    return page.locator("#palette-list [aria-selected=true]")


def test_a_company_is_found_and_opened(world, open_page):
    make_company("Ångström Works", by=world.user1, tax_id="ES-B7654321")
    page = open_page()
    sign_in(page, "user1")
    palette_of(page)

    expect(page.locator("#palette-text")).to_be_focused()
    page.keyboard.type("angst", delay=20)
    expect(chosen(page)).to_contain_text("Ångström Works")
    expect(chosen(page).locator("mark")).to_have_text("Ångst")
    assert page.get_attribute("#palette-text", "aria-activedescendant") == chosen(page).get_attribute("id")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/companies/\d+/$"))
    expect(page.get_by_role("heading", name="Ångström Works")).to_be_visible()
    assert page.complaints == []


def test_enter_before_the_answer_means_what_was_typed(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    palette_of(page)

    page.keyboard.type("customer #b")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/companies/{world.customer_b.pk}/")
    assert page.complaints == []


def test_an_action_of_the_open_record_is_run(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    dialog = palette_of(page, f"/companies/{world.customer_a.pk}/")

    edit = dialog.get_by_role("option", name="Edit company")
    expect(edit.locator("kbd")).to_have_text("E")
    page.keyboard.type(">new con", delay=20)
    expect(dialog.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_contain_text("New contact here")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/contacts/new/?company={world.customer_a.pk}")
    assert page.complaints == []


def test_escape_closes_it_and_gives_the_focus_back(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto("/companies/")
    search = page.get_by_role("link", name="Search")
    search.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#palette-text")).to_be_focused()
    page.keyboard.type("cust")
    expect(chosen(page)).to_contain_text("Customer")

    page.keyboard.press("Escape")

    expect(page.locator("#palette")).to_be_hidden()
    expect(search).to_be_focused()
    # It opens empty again, and the keys that opened it close it too.
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-text")).to_have_value("")
    expect(chosen(page)).to_contain_text("New company")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_hidden()
    assert page.complaints == []


def test_a_company_gets_another_owner_in_two_steps(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    dialog = palette_of(page, f"/companies/{world.customer_a.pk}/")

    page.keyboard.type("change owner", delay=10)
    expect(chosen(page)).to_contain_text("Change owner")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("New owner of Customer #A")
    page.keyboard.press("Backspace")
    expect(dialog).not_to_contain_text("New owner of Customer #A")
    page.keyboard.type("change owner", delay=10)
    expect(chosen(page)).to_contain_text("Change owner")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("New owner of Customer #A")
    page.keyboard.type("manag", delay=10)
    expect(chosen(page)).to_contain_text("Manager1")
    page.keyboard.press("Enter")

    expect(page.get_by_text("now belongs to Manager1")).to_be_visible()
    world.customer_a.refresh_from_db()
    assert world.customer_a.owner == world.manager1
    assert page.complaints == []


def test_the_theme_and_the_way_out_are_there_too(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    palette_of(page)

    page.keyboard.type(">dark", delay=10)
    expect(chosen(page)).to_contain_text("Dark theme")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    palette_of(page)
    page.keyboard.type(">sign out", delay=10)
    expect(chosen(page)).to_contain_text("Sign out")
    page.keyboard.press("Enter")

    page.wait_for_url("**/login/**")
    assert page.complaints == []


def test_what_one_opened_comes_first_the_next_time(world, open_page):
    contact = make_contact("Dirk Brenner", company=world.customer_a, by=world.admin)
    page = open_page()
    sign_in(page, "user1")
    page.goto(f"/contacts/{contact.pk}/")
    page.goto(f"/companies/{world.customer_b.pk}/")
    dialog = palette_of(page)

    recent = dialog.get_by_role("group", name="Recent")

    expect(recent.get_by_role("option")).to_have_text([re.compile("Customer #B"), re.compile("Dirk Brenner")])


def test_brackets_walk_along_the_list_one_came_from(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto("/companies/?sort=name")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Customer #A")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/companies/{world.customer_a.pk}/")

    page.keyboard.press("]")
    page.wait_for_url(f"**/companies/{world.customer_b.pk}/")
    page.keyboard.press("[")
    page.wait_for_url(f"**/companies/{world.customer_a.pk}/")
    page.keyboard.press("g")
    page.keyboard.press("2")
    expect(page).to_have_url(re.compile(r"\?tab=contacts"))
    expect(page.locator("#tab-contacts")).to_have_attribute("aria-current", "page")
    assert page.complaints == []


@pytest.mark.parametrize(
    ("size", "dark"),
    [(WIDE, False), (WIDE, True), (PHONE, False), (PHONE, True)],
    ids=["wide", "wide-dark", "phone", "phone-dark"],
)
def test_the_open_palette_passes_axe(world, open_page, size, dark):
    page = open_page(size=size, dark=dark)
    sign_in(page, "user1")
    dialog = palette_of(page, f"/companies/{world.customer_a.pk}/")
    faults = [each["id"] for each in Axe().run(page).response["violations"]]

    page.keyboard.type("customer", delay=10)
    expect(dialog.get_by_role("group", name="Companies")).to_be_visible()
    faults += [each["id"] for each in Axe().run(page).response["violations"]]

    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_search_is_a_page(world, open_page):
    page = open_page(javascript=False)
    sign_in(page, "user1")

    page.get_by_role("link", name="Search").click()

    expect(page.get_by_role("heading", name="Search", exact=True)).to_be_visible()
    expect(page.locator("#palette")).to_be_hidden()
