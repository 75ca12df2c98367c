"""Whole journeys by keyboard alone: no element is ever focused or clicked by the test itself."""

import pytest
from playwright.sync_api import Locator, Page, expect

from hanse.companies.actions import update_company
from hanse.companies.models import Company
from hanse.files.models import StoredFile
from tests.factories import PASSWORD, acting, make_company

pytestmark = pytest.mark.any_database


@pytest.fixture
def firms(world, settings, tmp_path):
    settings.FILES = str(tmp_path)
    return [
        make_company(f"Firm {name}", by=world.user1, country=land)
        for name, land in (("A", "ES"), ("B", "ES"), ("C", "FR"))
    ]


def has_focus(element: Locator) -> bool:
    return element.count() > 0 and element.first.evaluate("(element) => element === document.activeElement")


def tab_to(page: Page, element: Locator, *, most: int = 60) -> None:
    """Press Tab until the element has the focus, as a person would; it must show where it is."""
    for _press in range(most):
        if has_focus(element):
            assert element.first.evaluate("(element) => element.matches(':focus-visible')")
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{element} is not reached by Tab")


def enter(page: Page, element: Locator) -> None:
    tab_to(page, element)
    page.keyboard.press("Enter")


def come_in(page: Page, login: str = "user1") -> None:
    page.goto("/login/")
    tab_to(page, page.get_by_label("Login name"))
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def test_find_filter_and_save_a_view(firms, open_page):
    page = open_page()
    come_in(page)

    page.keyboard.press("Control+k")
    page.keyboard.type("Firm B")
    expect(page.locator("#palette-list [role=option]", has_text="Firm B").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Firm B")).to_be_visible()

    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/companies/")
    enter(page, page.get_by_role("button", name="Filter", exact=True))
    filters = page.get_by_role("dialog", name="Filters")
    tab_to(page, filters.get_by_label("Country: add one"))
    page.keyboard.type("Spain")
    enter(page, filters.get_by_role("button", name="Show"))
    expect(page.locator(".data-table tbody tr")).to_have_count(2)
    expect(page.locator("#chips")).to_contain_text("Spain")

    enter(page, page.get_by_role("button", name="Save view"))
    tab_to(page, page.locator("#view-new").get_by_label("Name", exact=True))
    page.keyboard.type("Spain")
    page.keyboard.press("Enter")
    expect(page.locator(".tab[aria-current]")).to_have_text("Spain")
    assert page.complaints == []


def test_change_many_and_take_it_back(firms, open_page):
    page = open_page()
    come_in(page)
    page.goto("/companies/?search=Firm&sort=name")

    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("#bulk-form")).to_contain_text("2 selected")
    enter(page, page.locator("#bulk-form").get_by_role("button", name="Edit"))
    tab_to(page, page.locator("#bulk-field"))
    page.keyboard.type("Country")
    enter(page, page.get_by_role("button", name="Next"))
    tab_to(page, page.locator("#bulk-value"))
    page.keyboard.type("Italy")
    enter(page, page.get_by_role("button", name="Preview"))
    enter(page, page.get_by_role("button", name="Change 2 records"))

    expect(page.locator("#toasts")).to_contain_text("2 companies were changed.")
    assert Company.objects.filter(country="IT").count() == 2
    with page.expect_navigation():
        page.keyboard.press("z")
    assert list(
        Company.objects.filter(name__startswith="Firm").order_by("name").values_list("country", flat=True)
    ) == ["ES", "ES", "FR"]
    assert page.complaints == []


def test_upload_a_file(firms, open_page):
    page = open_page()
    come_in(page)
    offer = {"name": "offer.txt", "mimeType": "text/plain", "buffer": b"An offer"}
    # Listened for from the start: a busy machine may be slow to tell the browser that somebody does.
    page.on("filechooser", lambda chooser: chooser.set_files(offer))
    page.goto(f"/companies/{firms[0].pk}/?tab=files")

    enter(page, page.locator("input[type=file]"))

    expect(page.get_by_role("heading", name="1 file")).to_be_visible()
    assert StoredFile.objects.get().name == "offer.txt"
    assert page.complaints == []


def test_two_people_save_at_once(firms, open_page):
    """Edit a record; somebody else saves first; see both versions, and choose."""
    page = open_page()
    come_in(page)
    page.goto(f"/companies/{firms[0].pk}/")
    page.keyboard.press("e")
    page.wait_for_url("**/edit/")
    tab_to(page, page.get_by_label("Phone"))
    page.keyboard.type("111")
    update_company(firms[0].pk, {"phone": "222"}, by=acting(firms[0].owner))
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("222")
    expect(page.get_by_label("Phone", exact=False).last).to_have_value("111")
    assert Company.objects.get(pk=firms[0].pk).phone == "222"
    enter(page, page.get_by_role("button", name="Save company"))
    page.wait_for_url(lambda url: "/edit" not in url)
    assert Company.objects.get(pk=firms[0].pk).phone == "111"


def test_change_a_field_where_it_stands_while_somebody_else_does(firms, open_page):
    page = open_page()
    come_in(page)
    page.goto(f"/companies/{firms[0].pk}/")

    enter(page, page.locator("[data-field=phone] .edits"))
    expect(page.locator("form[data-inline] .input")).to_be_focused()
    update_company(firms[0].pk, {"phone": "222"}, by=acting(firms[0].owner))
    page.keyboard.type("111")
    page.keyboard.press("Enter")
    expect(page.locator("form[data-clash]")).to_contain_text("Theirs222Yours111")
    enter(page, page.get_by_role("button", name="Save mine"))

    expect(page.locator("form[data-inline]")).to_have_count(0)
    assert Company.objects.get(pk=firms[0].pk).phone == "111"


def test_merge_two_and_take_it_back(firms, world, open_page):
    page = open_page()
    come_in(page, "manager1")
    page.goto(f"/companies/{firms[0].pk}/merge/")

    tab_to(page, page.get_by_label("Name, or any word of it"))
    page.keyboard.type("Firm B")
    page.keyboard.press("Enter")
    enter(page, page.get_by_role("link", name="Firm B"))
    enter(page, page.get_by_role("button", name="Merge", exact=True))

    page.wait_for_url(f"**/companies/{firms[0].pk}/")
    assert not Company.objects.filter(pk=firms[1].pk).exists()
    with page.expect_navigation():
        page.keyboard.press("z")
    assert Company.objects.filter(pk=firms[1].pk).exists()
    assert page.complaints == []
