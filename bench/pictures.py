"""
Takes the pictures of docs/design.md anew, in light, in dark and on a phone, from a running demo:

    make run PORT=8123 HANSE_DATA=/some/empty/dir
    .venv/bin/python -m bench.pictures http://localhost:8123
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

# Printed by the demo itself.
PASSWORD = "hanse-demo"  # noqa: S105
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
LOOKS = {"light": (1280, 700), "dark": (1280, 700), "phone": (390, 780)}
# Larger pictures would weigh more in the repository than they tell.
MOST = 150_000
FILE = "Firma,Land,Rolle\nBjerg A/S,Denmark,Customer\nAteliers Rey,France,Lieferant\nCantieri Blu,Nowhere,Partner\n"


def company(page: Page) -> None:
    """Open the company of the demo of which most is told."""
    page.goto("/companies/?search=Alder")
    page.locator("a.title").first.click()
    page.wait_for_url("**/companies/*/")


def selected(page: Page) -> None:
    page.goto("/companies/?country=ES&country=DE&country=IE&sort=name")
    if page.viewport_size["width"] > 400:
        for row in (0, 2):
            page.locator("tbody .pick").nth(row).check()


def access(page: Page) -> None:
    company(page)
    page.get_by_text("Visible to").click()
    page.get_by_text("Can edit").wait_for()


def checked(page: Page) -> None:
    page.goto("/imports/new/?kind=companies")
    page.get_by_label("Drop a CSV or Excel file").set_input_files(
        {"name": "partners.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    )
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_text("Nothing has been saved yet.").wait_for()


def palette(page: Page) -> None:
    page.goto("/companies/")
    page.keyboard.press("Control+k")
    page.locator("#palette-text").fill("nord")
    page.locator("#palette-list mark").first.wait_for()


def contact(page: Page) -> None:
    page.goto("/contacts/")
    page.locator("a.title").first.click()
    page.wait_for_url("**/contacts/*/")


def refused(page: Page) -> None:
    page.goto("/companies/new/")
    page.locator("[name=payment_conditions]").fill("soon")
    page.keyboard.press("Control+Enter")
    page.get_by_role("alert").first.wait_for()


def at(path: str) -> Callable[[Page], None]:
    return lambda page: page.goto(path) and None


PICTURES: dict[str, Callable[[Page], None]] = {
    "companies": selected,
    "company": company,
    "access": access,
    "contacts": at("/contacts/"),
    "contact": contact,
    "import": checked,
    "palette": palette,
    "nothing-matches": at("/companies/?search=zzz&country=ES"),
    "not-found": at("/companies/999999/"),
    "errors": refused,
    "sign-in": at("/login/"),
}


def take(browser: Browser, base: str, look: str, width: int, height: int) -> None:
    """Take every picture in one look."""
    context = browser.new_context(
        base_url=base, viewport={"width": width, "height": height}, reduced_motion="reduce",
        color_scheme="dark" if look == "dark" else "light",
    )  # fmt: skip
    page = context.new_page()
    page.goto("/login/")
    page.get_by_label("Login name").fill("admin")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)
    for name, show in PICTURES.items():
        if name == "sign-in":
            context.clear_cookies()
        show(page)
        page.wait_for_load_state("networkidle")
        taken = page.screenshot(path=FOLDER / f"{name}-{look}.png", caret="hide")
        print(f"{name}-{look}.png {len(taken):,} bytes" + (" TOO LARGE" if len(taken) > MOST else ""))
    context.close()


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for look, size in LOOKS.items():
            take(browser, sys.argv[1], look, *size)
        browser.close()


if __name__ == "__main__":
    main()
