"""A real Chromium against a real server: signed in as somebody of the cast, at a size, in a theme."""

import os
import shutil
from collections.abc import Callable

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

from tests.factories import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
QUIET = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
WIDE, PHONE = (1440, 960), (390, 844)


def pytest_collection_modifyitems(items):
    """Mark everything in this folder."""
    for item in items:
        if "browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Browser:
    """One browser for the whole run."""
    if not CHROMIUM:
        pytest.fail("Chromium is missing: install the package “chromium”, as `make test` does when it may.")
    open_connections = {alias: connections[alias] for alias in connections}
    with sync_playwright() as playwright:
        # Playwright leaves its event loop running, where Django would open connections of its own: ones that do not
        # know the rows to put back after a transactional test.
        for alias, connection in open_connections.items():
            connections[alias] = connection
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET + sandbox)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server) -> Callable[..., Page]:
    """Return a function that opens a fresh browser window on the live server; closed at the end."""
    contexts = []

    def open_one(*, size=WIDE, dark=False, javascript=True, touch=False) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            has_touch=touch,
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
            viewport={"width": size[0], "height": size[1]},
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda line: line.type == "error" and page.complaints.append(line.text))
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def world(transactional_db, cast):
    """The cast with passwords, so that they can sign in by hand."""
    for user in (cast.admin, cast.user1, cast.manager1, cast.user2):
        user.set_password(PASSWORD)
        user.save()
    return cast


def sign_in(page: Page, username: str) -> None:
    """Sign in as a person does."""
    page.goto("/login/")
    page.get_by_label("Login name").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)
