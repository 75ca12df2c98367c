"""The docs of the API in a real browser: nothing for axe to find, also with every operation unfolded."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PHONE, WIDE


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_docs_of_the_api_pass_axe_folded_and_unfolded(transactional_db, open_page, size, dark):
    page = open_page(size=size, dark=dark)
    page.goto("/api/v1/docs")
    # Before axe, which adds styles of its own.
    assert page.complaints == []
    folded = Axe().run(page)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    unfolded = Axe().run(page)

    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/api-{size[0]}-{dark}.png")
        page.evaluate("document.querySelector('#change_a_company').scrollIntoView()")
        page.screenshot(path=f"{os.environ['SHOTS']}/api-{size[0]}-{dark}-op.png")
    found = [*folded.response["violations"], *unfolded.response["violations"]]
    assert [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
