"""The gallery in a real Chromium: axe finds nothing, nothing scrolls sideways, keys and menus do what they say."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as live

from hanse.web.gallery.views import PAGES
from hanse.web.icons import write_icons
from tests.browser.conftest import PHONE, WIDE

pytestmark = pytest.mark.any_database


@pytest.fixture
def gallery(live_server, open_page, cast, client, settings):
    """Return a function that opens a page of the gallery, signed in as user1."""
    settings.DEBUG = True
    write_icons()
    client.force_login(cast.user1, backend="hanse.accounts.backend.HanseBackend")
    key = client.cookies[live.SESSION_COOKIE_NAME].value

    def open_sample(name="", **how):
        page = open_page(**how)
        page.context.add_cookies([{"name": live.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page.goto(f"/gallery/{name}")
        return page

    return open_sample


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_in_the_gallery(gallery, size, dark):
    page = gallery(size=size, dark=dark)
    faults = []
    for name in ["", *(f"{name}/" for name in sorted(PAGES))]:
        page.goto(f"/gallery/{name}")
        # Otherwise axe asks for the sheets again, at the address of the page.
        found = Axe().run(page, options={"preload": False})
        faults += [
            f"/gallery/{name}: {each['id']} {[node['target'] for node in each['nodes']]}"
            for each in found.response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"/gallery/{name} scrolls sideways")

    assert faults == []
    assert page.complaints == []


def test_nothing_scrolls_sideways_on_the_smallest_phone(gallery):
    page = gallery(size=(320, 640))

    for name in ["", *(f"{name}/" for name in sorted(PAGES))]:
        page.goto(f"/gallery/{name}")
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name


def test_keys_do_what_their_sheet_says(gallery):
    page = gallery("list/")

    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keyboard shortcuts").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "search"
    # While typing, letters are letters.
    page.keyboard.type("jn")
    assert page.input_value("[name=search]") == "jn"
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "palette-text"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.evaluate("document.activeElement.textContent") == "Öresund Medtech AB"
    assert page.get_by_text("1 selected").is_visible()
    page.keyboard.press("n")
    page.wait_for_url("**/gallery/form/")


def test_single_keys_can_be_switched_off(gallery, cast):
    cast.user1.keyboard_hints = False
    cast.user1.save()
    page = gallery("list/")

    page.keyboard.press("n")
    page.keyboard.press("?")

    assert not page.get_by_role("dialog").is_visible()
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "palette-text"


def test_a_dialog_gives_the_focus_back(gallery):
    page = gallery()

    page.get_by_role("button", name="Delete…").click()
    assert page.get_by_role("dialog", name="Delete Aalto Marine Oy?").is_visible()
    page.keyboard.press("Escape")

    assert page.evaluate("document.activeElement.textContent") == "Delete…"


def test_arrows_walk_through_a_menu(gallery):
    page = gallery()

    page.get_by_role("button", name="More actions").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")

    assert page.evaluate("document.activeElement.textContent").startswith("Export as CSV")


def test_a_refused_form_leads_to_its_errors(gallery):
    page = gallery("form/")

    assert page.evaluate("document.activeElement.id") == "errors"


def test_a_toast_that_failed_stays_and_one_that_went_well_goes(gallery):
    page = gallery("bare/")
    done = page.locator("#toasts .toast").filter(has_text="3 companies")

    done.wait_for(state="detached", timeout=12_000)

    assert page.locator("#toasts .toast").filter(has_text="Not sent").is_visible()


def test_the_frame_works_without_javascript(gallery):
    page = gallery("list/", javascript=False)

    page.get_by_role("button", name="user1").click()

    assert page.get_by_role("button", name="Sign out").is_visible()
    assert not page.get_by_role("button", name="Keyboard shortcuts").is_visible()
