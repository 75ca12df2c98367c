"""What axe finds on a page in each of its looks: wide and on a phone, in light and in dark."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, WIDE

# Told to preload, axe would ask for every sheet again, at the address of the page.
EVERYTHING = {"preload": False, "resultTypes": ["violations"]}
# A theme changes colours and nothing else.
CONTRAST = EVERYTHING | {"runOnly": ["color-contrast"]}
LOOKS = (
    (WIDE, "light", EVERYTHING),
    (WIDE, "dark", CONTRAST),
    (PHONE, "dark", EVERYTHING),
    (PHONE, "light", CONTRAST),
)


def faults_of(page: Page) -> list[str]:
    """Return a sentence for each thing that axe finds, and for each look in which the page scrolls sideways."""
    faults = []
    page.evaluate(AXE_SCRIPT)
    for (width, height), theme, options in LOOKS:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": height})
        found = page.evaluate("async (options) => (await axe.run(options)).violations", options)
        faults += [f"{width} {theme}: {each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{width} {theme}: scrolls sideways by {wide}px"] if wide > 0 else []
    return faults
