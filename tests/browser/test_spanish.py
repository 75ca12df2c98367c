"""Spanish words are longer: on a phone and on a small laptop no page scrolls sideways, and no word leaves its button."""

import pytest
from django.conf import settings
from django.test import Client

from hanse.imports.actions import check_import, start_import
from tests.browser.conftest import PHONE
from tests.factories import acting, make_company, make_contact

pytestmark = pytest.mark.any_database

LAPTOP = (1024, 700)
TABLE = b"Name,Owner,Website\nHafen,user1,\n,user1,ftp://example.com\n"
PAGES = [
    "/", "/companies/", "/companies/?owner=user1&role=none&search=a", "/companies/?search=qqqq", "/companies/new/",
    "/companies/filters/", "/companies/bulk/?all=1&field=role", "/companies/columns/", "/companies/{company}/", "/companies/{company}/?tab=activity",
    "/companies/{company}/?tab=files", "/companies/{company}/?tab=history", "/companies/{company}/edit/",
    "/companies/{company}/access/", "/companies/{company}/delete/", "/contacts/", "/contacts/{contact}/",
    "/contacts/{contact}/edit/", "/imports/", "/imports/new/", "/imports/{file}/", "/imports/{file}/columns/",
    "/imports/{file}/check/", "/trash/", "/search/?q=a", "/profile/", "/setup/", "/setup/users/", "/setup/users/new/",
    "/setup/profiles/", "/setup/fields/", "/setup/fields/new/", "/setup/visibility/", "/setup/mail/", "/nowhere/",
]  # fmt: skip
SPILLED = """() => [...document.querySelectorAll("button, .btn, .tab, .badge, .chip, .nav-link, .menu a")]
  .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1
    && !/hidden|clip/.test(getComputedStyle(each).overflowX))
  .map((each) => each.textContent.trim().slice(0, 60))"""


@pytest.fixture
def addresses(world):
    """The cast, of whom the superadmin reads Spanish, and the pages that show something of it."""
    world.admin.language = "es"
    world.admin.save(update_fields=["language"])
    company = make_company(
        "Harbour", by=world.admin, parent=world.customer_a.pk, owner="user1", country="Spain"
    )
    contact = make_contact("Ana Berg", company=company, by=world.admin, email="ana@example.com")
    by = acting(world.admin)
    file = check_import(start_import("companies", iter([TABLE]), "table.csv", {}, by=by), by=by)
    ids = {"company": company.pk, "contact": contact.pk, "file": file.pk}
    return [each.format(**ids) for each in PAGES]


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_longer_words_fit(world, addresses, open_page, live_server, size):
    page = open_page(size=size)
    person = Client()
    person.force_login(world.admin, backend="hanse.accounts.backend.HanseBackend")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": person.cookies[name].value, "url": live_server.url}])
    faults = []
    for path in addresses:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "es", path
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{path}: scrolls sideways by {wide}px"] if wide > 0 else []
        faults += [f"{path}: leaves its box: {text}" for text in page.evaluate(SPILLED)]

    assert faults == []
