"""No page has a violation that axe can find, in light and dark, wide and on a phone; none scrolls sideways."""

import pytest
from django.conf import settings

from hanse.bulk.models import Run
from tests.browser.looking import faults_of
from tests.doors.routes import address, page_routes
from tests.factories import make_company, make_contact

pytestmark = pytest.mark.any_database

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


@pytest.mark.parametrize("who", ["admin", "user1", None], ids=["superadmin", "user", "signed-out"])
def test_every_page_passes_axe(furnished, open_page, client, live_server, who):
    page = open_page()
    if who:
        client.force_login(getattr(furnished, who), backend="hanse.accounts.backend.HanseBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
    faults, seen = [], 0
    for url in addresses(furnished):
        # One page that says “not found” stands for all of them; what can only be posted is no page.
        answer = client.get(url)
        if answer.status_code in {302, 404, 405} and url != "/nowhere/":
            continue
        if "html" not in answer.get("Content-Type", ""):
            continue
        page.goto(url)
        # Before axe, which adds styles of its own.
        faults += [f"{url}: {line}" for line in page.complaints if "status of 4" not in line]
        faults += [f"{url}: {fault}" for fault in faults_of(page)]
        page.complaints.clear()
        seen += 1

    assert seen > 2
    assert not faults, "\n".join(faults)


def test_what_is_wrong_is_found(transactional_db, open_page):
    page = open_page()
    page.set_content('<p style="color:#ccc;background:#fff;width:2000px">Pale</p><img src="data:,">')

    told = "\n".join(faults_of(page))

    assert all(word in told for word in ("image-alt", "390 light: color-contrast", "scrolls sideways"))
