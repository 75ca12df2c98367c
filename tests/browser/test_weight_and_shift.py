"""What pages weigh on the wire as they are really served, and that nothing on them moves once it is there."""

import pytest
from playwright.sync_api import Page, expect

from hanse.console.demo.logins import PASSWORD as DEMO
from tests.browser.conftest import PHONE, WIDE, sign_in
from tests.factories import make_company, make_contact
from tests.installation import answers, free_port, wait_for
from tests.installations import installation, installations

pytestmark = pytest.mark.any_database

__all__ = ["installation", "installations"]

FIRST, AGAIN = 150_000, 20_000
PAGES = (
    "/login/", "/", "/companies/", "/companies/?country=ES", "/companies/2/", "/companies/2/?tab=activity",
    "/companies/2/?tab=files", "/companies/2/?tab=history", "/companies/2/edit/", "/contacts/", "/contacts/1/",
    "/search/?q=a", "/imports/", "/imports/new/", "/trash/", "/profile/", "/setup/", "/setup/users/", "/setup/fields/",
)  # fmt: skip
# What a first visit fetches besides the page is the same for all pages of people who are signed in.
NEW = ("/login/", "/companies/", "/companies/2/edit/")
# Every shift counts, also one that follows a key, which the usual measure leaves out.
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((each) => each.value)))
  .observe({ type: "layout-shift", buffered: true });
"""
MOST = 0.01


def weighed(context, address: str) -> int:
    """Return the bytes that came over the wire for a page, headers and all."""
    page, came = context.new_page(), []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    page.close()
    return int(sum(came))


def test_every_page_is_light_the_first_time_and_lighter_afterwards(installation, chromium):
    assert installation.hanse("demo").returncode == 0
    port = free_port()
    installation.start("serve", "--port", str(port))
    wait_for(lambda: answers(port))
    base = f"http://127.0.0.1:{port}"
    known = chromium.new_context(base_url=base)
    page = known.new_page()
    page.goto("/login/")
    page.get_by_label("Login name").fill("admin")
    page.get_by_label("Password", exact=True).fill(DEMO)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)
    first = {}
    for path in NEW:
        stranger = chromium.new_context(base_url=base)
        stranger.add_cookies([] if path == "/login/" else known.cookies())
        first[path] = weighed(stranger, path)
        stranger.close()
    again = {path: weighed(known, path) for path in PAGES}

    known.close()
    assert {path: weight for path, weight in first.items() if weight > FIRST} == {}
    assert {path: weight for path, weight in again.items() if weight > AGAIN} == {}


@pytest.fixture
def furnished(world):
    for number in range(12):
        company = make_company(f"Harbour {number}", by=world.user1, country="ES", tax_id=f"B{number}234")
        make_contact(f"Ana Berg {number}", company=company, by=world.user1)
    return company


def shifted(page: Page) -> float:
    """Return how far things moved since the page was opened."""
    page.wait_for_load_state("networkidle")
    # Two frames later all shifts are told.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return sum(page.evaluate("window.shifts"))


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_moves_while_pages_and_the_palette_open(furnished, open_page, size):
    page = open_page(size=size)
    page.add_init_script(WATCH)
    sign_in(page, "user1")
    address = f"/companies/{furnished.pk}/"
    moved = {}

    for path in (
        "/companies/",
        "/contacts/",
        address,
        f"{address}?tab=activity",
        f"{address}edit/",
        "/imports/new/",
    ):
        page.goto(path)
        moved[path] = shifted(page)
    page.goto("/companies/")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-list [role=option]").first).to_be_visible()
    moved["palette"] = shifted(page)

    assert {path: far for path, far in moved.items() if far >= MOST} == {}
