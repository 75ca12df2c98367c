"""The wizard in a real browser: a file goes in, a problem is corrected in its cell, the run is watched, all is undone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from hanse.companies.models import Company
from hanse.imports.models import Import
from tests.browser.conftest import PHONE, WIDE, sign_in
from tests.imports.incoming import shared_file
from tests.web.test_imports import worked

FILE = b"Firma,Land,Rolle\nBjerg,Denmark,Customer\nAteliers,France,Lieferant\nCantieri,Italy,Lieferant\n"


def up_to_the_check(page, content: bytes = FILE):
    page.goto("/imports/new/?kind=companies")
    page.get_by_label("Drop a CSV or Excel file").set_input_files(
        {"name": "partner-list.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_label("Land goes to")).to_have_value("country")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_text("Nothing has been saved yet.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_file_is_corrected_imported_and_undone(world, open_page, javascript, size):
    page = open_page(size=size, javascript=javascript)
    sign_in(page, "user1")
    up_to_the_check(page)

    page.get_by_label("Rolle of row 2").fill("Partner")
    page.get_by_label("in every row with this value").first.check()
    page.get_by_role("button", name="Check again with these corrections").click()
    expect(page.get_by_role("button", name="Import 3 companies")).to_be_visible()

    page.get_by_role("button", name="Import 3 companies").click()
    expect(page.get_by_role("heading", name="Importing 3 rows")).to_be_visible()
    worked()
    expect(page.get_by_text("3 companies imported.")).to_be_visible()
    assert Company.objects.filter(role__name="Partner").count() == 2

    page.get_by_role("button", name="Undo import").click()
    expect(page.get_by_role("heading", name="Undoing the import")).to_be_visible()
    worked()
    expect(page.get_by_text("The import is undone.")).to_be_visible()
    assert Company.objects.count() == 3
    assert page.complaints == []


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("dark", [False, True])
def test_no_step_keeps_anybody_out(world, open_page, size, dark):
    page = open_page(size=size, dark=dark)
    sign_in(page, "user1")
    up_to_the_check(page)
    detail = f"/imports/{Import.objects.get().pk}/"

    for address in (
        "/imports/",
        "/imports/new/",
        detail + "columns/",
        detail + "check/",
        detail + "check/?show=rows",
    ):
        _is_open_to_all(page, address)
    page.get_by_role("button", name="Import 1 company").click()
    expect(page.get_by_role("heading", name="Importing 3 rows")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    worked()
    expect(page.get_by_text("1 company imported.")).to_be_visible()
    _is_open_to_all(page, detail)


def _is_open_to_all(page, address: str) -> None:
    page.goto(address)
    violations = [each["id"] for each in Axe().run(page).response["violations"]]
    assert (address, violations) == (address, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_northwind_comes_in_by_hand(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto("/imports/new/?kind=companies")
    page.get_by_label("Drop a CSV or Excel file").set_input_files(
        {"name": "customers.csv", "mimeType": "text/csv", "buffer": shared_file("northwind/customers.csv")}
    )
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("button", name="Import 91 companies").click()
    worked()

    expect(page.get_by_text("91 companies imported.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("91 contacts beside them.")
