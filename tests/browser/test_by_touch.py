"""Whole journeys with fingers alone, on a phone; each thing that is touched is large enough and within reach."""

import pytest
from playwright.sync_api import Locator, Page, expect

from hanse.accounts.models import Profile
from hanse.companies.actions import update_company
from hanse.companies.models import Company
from hanse.files.models import StoredFile
from tests.browser.conftest import PHONE
from tests.factories import PASSWORD, acting, make_company

pytestmark = pytest.mark.any_database

LEAST = 40


@pytest.fixture
def firms(world, settings, tmp_path):
    settings.FILES = str(tmp_path)
    return [
        make_company(f"Firm {name}", by=world.user1, country=land)
        for name, land in (("A", "ES"), ("B", "ES"), ("C", "FR"))
    ]


@pytest.fixture
def phone(open_page) -> Page:
    page = open_page(size=PHONE, touch=True)
    page.goto("/login/")
    for label, text in (("Login name", "user1"), ("Password", PASSWORD)):
        page.get_by_label(label, exact=True).tap()
        page.keyboard.type(text)
    tap(page.get_by_role("button", name="Sign in"))
    page.wait_for_url(lambda url: "/login" not in url)
    yield page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.complaints == []


def tap(element: Locator) -> None:
    """Touch something that a finger can hit."""
    element.first.scroll_into_view_if_needed()
    box = element.first.bounding_box()
    assert box, element
    assert box["height"] >= LEAST, (element, box)
    assert -1 < box["x"] <= box["x"] + box["width"] < PHONE[0] + 1, (element, box)
    element.first.tap()


def test_find_filter_and_save_a_view(firms, phone):
    phone.goto("/companies/")
    tap(phone.get_by_role("button", name="Filter", exact=True))
    filters = phone.get_by_role("dialog", name="Filters")
    filters.get_by_label("Country: add one").select_option("ES")
    tap(filters.get_by_role("button", name="Show"))
    expect(phone.locator(".data-table tbody tr")).to_have_count(2)

    tap(phone.get_by_role("button", name="Save view"))
    name = phone.locator("#view-new").get_by_label("Name", exact=True)
    tap(name)
    phone.keyboard.type("Spain")
    tap(phone.locator("#view-new").get_by_role("button", name="Save view"))
    expect(phone.locator(".tab[aria-current]")).to_have_text("Spain")

    phone.get_by_role("searchbox").tap()
    phone.keyboard.type("Firm B")
    expect(phone.locator(".data-table tbody tr")).to_have_count(1)
    phone.get_by_role("link", name="Firm B").tap()
    expect(phone.get_by_role("heading", name="Firm B")).to_be_visible()


def test_change_many_and_take_it_back(firms, phone):
    phone.goto("/companies/?search=Firm&sort=name")
    tap(phone.get_by_text("Select", exact=True))
    for row in (0, 1):
        phone.locator("tbody .pick").nth(row).tap()
    tap(phone.locator("#bulk-form").get_by_role("button", name="Edit"))
    phone.locator("#bulk-field").select_option("country")
    tap(phone.get_by_role("button", name="Next"))
    phone.locator("#bulk-value").select_option("IT")
    tap(phone.get_by_role("button", name="Preview"))
    tap(phone.get_by_role("button", name="Change 2 records"))

    expect(phone.locator("#toasts")).to_contain_text("2 companies were changed.")
    assert Company.objects.filter(country="IT").count() == 2
    with phone.expect_navigation():
        tap(phone.locator("#toasts").get_by_role("button", name="Undo"))
    assert not Company.objects.filter(country="IT").exists()


def test_upload_a_file(firms, phone):
    phone.goto(f"/companies/{firms[0].pk}/?tab=files")
    with phone.expect_file_chooser() as chooser:
        phone.get_by_label("Choose files").tap()
    chooser.value.set_files({"name": "offer.txt", "mimeType": "text/plain", "buffer": b"An offer"})

    expect(phone.get_by_role("heading", name="1 file")).to_be_visible()
    assert StoredFile.objects.get().name == "offer.txt"


def test_change_a_field_where_it_stands_while_somebody_else_does(firms, phone):
    phone.goto(f"/companies/{firms[0].pk}/")
    phone.locator("[data-field=phone] .edits").tap()
    expect(phone.locator("form[data-inline] .input")).to_be_focused()
    update_company(firms[0].pk, {"phone": "222"}, by=acting(firms[0].owner))
    phone.keyboard.type("111")
    tap(phone.locator("form[data-inline]").get_by_role("button", name="Save"))
    expect(phone.locator("form[data-clash]")).to_contain_text("Theirs222Yours111")
    tap(phone.get_by_text("Keep theirs"))

    expect(phone.locator("form[data-inline]")).to_have_count(0)
    assert Company.objects.get(pk=firms[0].pk).phone == "222"
    phone.complaints.clear()


def test_merge_two_and_take_it_back(firms, phone, world):
    Profile.objects.filter(users=world.user1).update(can_manage=True)
    phone.goto(f"/companies/{firms[0].pk}/merge/?q=Firm+B")
    phone.get_by_role("link", name="Firm B").tap()
    tap(phone.get_by_role("button", name="Merge", exact=True))

    phone.wait_for_url(f"**/companies/{firms[0].pk}/")
    assert not Company.objects.filter(pk=firms[1].pk).exists()
    with phone.expect_navigation():
        tap(phone.locator("#toasts").get_by_role("button", name="Undo"))
    assert Company.objects.filter(pk=firms[1].pk).exists()
