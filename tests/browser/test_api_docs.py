"""The docs of the API in a real browser: nothing for axe to find, also with every operation unfolded."""

import pytest

from tests.browser.looking import faults_of

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize("unfolded", [False, True], ids=["folded", "unfolded"])
def test_the_docs_of_the_api_pass_axe(transactional_db, open_page, unfolded):
    page = open_page()
    page.goto("/api/v1/docs")
    assert page.complaints == []
    if unfolded:
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")

    assert faults_of(page) == []
