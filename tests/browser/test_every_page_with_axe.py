"""No page has a violation that axe can find, in light and dark, wide and on a phone; none scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from hanse.bulk.models import Run
from tests.browser.conftest import PHONE, WIDE
from tests.doors.routes import address, page_routes
from tests.factories import make_company, make_contact

# Answers that are no page: files, fragments of other pages, things one can only post.
NO_PAGE = ("export", "logout", "healthz", "metrics", "rejects", "files/<int", "source/", "duplicates/")


@pytest.fixture
def furnished(world):
    """Enough of everything that no page is empty."""
    for number in range(3):
        company = make_company(f"Harbour {number}", by=world.user1, country="Spain", tax_id=f"B{number}234")
        make_contact(f"Ana Berg {number}", company=company, by=world.user1, email=f"ana{number}@example.com")
    world.run = Run.objects.create(
        verb="edit",
        made_by=world.admin,
        step="a",
        state="done",
        total=3,
        done=3,
        changed=2,
        refused={"Because.": 1},
    )
    world.contact = make_contact("Dirk Brenner", company=world.customer_a, by=world.admin)
    return world


def addresses(world) -> list[str]:
    found = []
    for pattern, name, policy in page_routes():
        if any(word in f"{pattern}{name}" for word in NO_PAGE) or not policy:
            continue
        number = world.contact.pk if pattern.startswith("contacts/") else world.customer_a.pk
        if pattern.startswith("setup/"):
            number = world.user1.pk if "user" in pattern else 1
        found.append(address(pattern, number))
    return [
        *found,
        f"/companies/{world.customer_a.pk}/?tab=history",
        "/companies/?search=nothing-like-this",
        f"/companies/bulk/?id={world.customer_a.pk}",
        f"/companies/bulk/?id={world.customer_a.pk}&field=owner&value=user1",
        f"/companies/bulk/delete/?id={world.customer_a.pk}",
        f"/companies/bulk/export/?id={world.customer_a.pk}",
        f"/bulk/{world.run.pk}/",
        "/companies/views/new/?country=ES",
        "/nowhere/",
    ]


@pytest.mark.parametrize(
    ("size", "dark"),
    [(WIDE, False), (WIDE, True), (PHONE, False), (PHONE, True)],
    ids=["wide", "wide-dark", "phone", "phone-dark"],
)
@pytest.mark.parametrize("who", ["admin", "user1", None], ids=["superadmin", "user", "signed-out"])
def test_every_page_passes_axe(furnished, open_page, client, live_server, who, size, dark):
    page = open_page(size=size, dark=dark)
    if who:
        client.force_login(getattr(furnished, who), backend="hanse.accounts.backend.HanseBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
    axe, faults = Axe(), []
    for url in addresses(furnished):
        if who is None and url.startswith(("/companies", "/contacts", "/setup", "/imports")):
            continue
        # One page that says “not found” stands for all of them; what can only be posted is no page.
        if client.get(url).status_code in {404, 405} and url != "/nowhere/":
            continue
        response = page.goto(url)
        if response is None or "html" not in response.headers.get("content-type", ""):
            continue
        # Without this axe asks for every sheet again, at the address of the page.
        results = axe.run(page, options={"preload": False})
        faults += [
            f"{url}: {each['id']}: {each['nodes'][0]['html'][:120]}"
            for each in results.response["violations"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            faults.append(f"{url}: scrolls sideways by {wide}px")
        faults += [f"{url}: {line}" for line in page.complaints if "status of 4" not in line]
        page.complaints.clear()

    assert not faults, "\n".join(faults)
