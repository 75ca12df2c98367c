"""Evil texts in a real browser: no script of theirs runs, no dialog opens, and the policy has nothing to report."""

from urllib.parse import quote

import pytest

from tests.browser.conftest import sign_in
from tests.security.conftest import evil as make_evil
from tests.security.evil import TEXTS

pytestmark = pytest.mark.any_database

evil = make_evil

WATCH = """
window.evil = () => { window.hasRun = true; };
window.reports = [];
document.addEventListener("securitypolicyviolation", (event) => window.reports.push(event.violatedDirective));
"""


def test_T_12_T_13_nothing_runs_and_the_policy_is_not_even_touched(world, evil, open_page):
    page, dialogs, elsewhere = open_page(), [], []
    page.add_init_script(WATCH)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on(
        "request",
        lambda request: (
            "127.0.0.1" in request.url or "localhost" in request.url or elsewhere.append(request.url)
        ),
    )
    sign_in(page, "admin")
    first, other = evil.companies[1].pk, evil.companies[8].pk
    walk = [
        "/",
        "/companies/",
        "/contacts/",
        "/trash/",
        "/setup/fields/",
        "/setup/users/",
        f"/imports/{evil.imports[1]}/",
    ]
    walk += [
        f"/companies/{first}/{tab}" for tab in ("", "?tab=activity", "?tab=files", "?tab=history", "edit/")
    ]
    walk += [f"/companies/{other}/?tab=files", f"/companies/?search={quote(TEXTS[1])}&sort={quote(TEXTS[3])}"]
    walk += [
        f"/search/?q={quote(TEXTS[0])}",
        f"/nowhere/{quote(TEXTS[0])}",
        f"/contacts/{evil.contacts[3].pk}/",
    ]

    for path in walk:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.hasRun") is None, path
        assert page.evaluate("window.reports") == [], path
    page.goto("/companies/")
    page.keyboard.press("Control+k")
    page.locator("#palette-text").fill("evil")
    page.locator("#palette-list [role=option]").first.wait_for()

    assert page.evaluate("[window.hasRun, window.reports.length]") == [None, 0]
    assert (dialogs, elsewhere) == ([], [])
