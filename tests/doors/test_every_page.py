"""Every page, asked for by everyone: who may enter, what may be changed, and what nobody may learn."""

import re
import secrets

import pytest
from django.test import Client

from tests.doors.routes import address, page_routes
from tests.doors.snapshot import fingerprint
from tests.factories import make_company, make_contact

PEOPLE = ("anonymous", "admin", "user1", "manager1", "user2")
ROUTES = page_routes()
OF_RECORDS = [route for route in ROUTES if route[0].startswith(("companies/<int", "contacts/<int"))]
# Pages whose GET ends the session or that stream a file are asked for elsewhere.
ENDS_SESSION = {"accounts:logout"}


@pytest.fixture
def world(cast):
    """The cast, a company that only superadmins see, a contact in each; every one holds a word of its own."""
    words = {name: f"zq{secrets.token_hex(6)}" for name in ("hidden", "a", "b")}
    hidden = make_company(f"Hidden {words['hidden']}", by=cast.admin, parent="", comments=words["hidden"])
    companies = {"hidden": hidden, "a": cast.customer_a, "b": cast.customer_b}
    from hanse.companies.actions import update_company
    from tests.factories import acting

    for name in ("a", "b"):
        update_company(companies[name].pk, {"comments": words[name]}, by=acting(cast.admin))
    contacts = {
        name: make_contact(f"Person {words[name]}", company=company, by=cast.admin)
        for name, company in companies.items()
    }
    cast.words, cast.companies, cast.contacts = words, companies, contacts
    return cast


def client_of(world, who: str) -> Client:
    client = Client(raise_request_exception=True)
    if who != "anonymous":
        client.force_login(getattr(world, who), backend="hanse.accounts.backend.HanseBackend")
    return client


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def record_of(world, pattern: str, name: str):
    return (world.companies if pattern.startswith("companies/") else world.contacts)[name]


@pytest.mark.parametrize("who", PEOPLE)
def test_no_page_breaks_and_none_lets_a_stranger_in(world, who):
    client = client_of(world, who)
    for pattern, name, policy in ROUTES:
        if name in ENDS_SESSION:
            continue
        response = client.get(address(pattern, 987654321))
        where = f"{who} {pattern} ({policy})"
        assert response.status_code in {200, 302, 400, 403, 404, 405}, where
        if who == "anonymous" and policy != "public":
            assert response.status_code in {302, 405}, where
        if policy == "superadmin" and who not in {"anonymous", "admin"}:
            assert response.status_code in {404, 405}, where
        if ":" in policy and who == "user2":
            assert response.status_code in {404, 405}, where


@pytest.mark.parametrize(("pattern", "name", "policy"), OF_RECORDS)
def test_what_one_may_not_see_looks_like_what_never_was(world, pattern, name, policy):
    for who, which in [("user1", "hidden"), ("manager1", "hidden"), ("user2", "a"), ("user2", "b")]:
        client = client_of(world, who)
        record = record_of(world, pattern, which)

        answer = client.get(address(pattern, record.pk))
        nothing = client.get(address(pattern, 987654321))

        # Without the right at all the answer is 403 whatever the id; it must be the same for both.
        assert answer.status_code in {403, 404, 405}, (who, which)
        assert _told(answer) == _told(nothing), (who, which)


def _told(response) -> tuple[int, str]:
    """What an answer tells: its status and text, without the asked address and the form keys of the moment."""
    text = re.sub(r"\b[A-Za-z0-9]{64}\b", "KEY", text_of(response))
    return response.status_code, text.replace(response.wsgi_request.path, "")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_what_is_refused_changes_nothing(world, method):
    for who, which in [
        ("user1", "b"),
        ("user1", "hidden"),
        ("manager1", "hidden"),
        ("user2", "a"),
        ("anonymous", "a"),
    ]:
        client = client_of(world, who)
        before = fingerprint()
        for pattern, _name, policy in OF_RECORDS:
            record = record_of(world, pattern, which)
            response = getattr(client, method)(
                address(pattern, record.pk), {"name": "Changed", "text": "Changed"}
            )
            where = (who, method, pattern, which, policy)
            allowed = {302, 405} if who == "anonymous" else {403, 404, 405}
            assert response.status_code in allowed, where
        assert fingerprint() == before, who


def test_looking_changes_nothing(world):
    client = client_of(world, "admin")
    before = fingerprint()

    for pattern, name, _policy in ROUTES:
        # What goes out is noted in the journal, also when it is only fetched.
        if name not in ENDS_SESSION and not pattern.endswith("export/"):
            record = record_of(world, pattern, "a") if (pattern, name, _policy) in OF_RECORDS else None
            text_of(client.get(address(pattern, record.pk if record else 987654321)))

    assert fingerprint() == before


@pytest.mark.parametrize("who", ["user1", "manager1", "user2"])
def test_nobody_reads_a_word_of_what_he_may_not_see(world, who):
    client = client_of(world, who)
    forbidden = [world.words["hidden"]] if who != "user2" else list(world.words.values())
    for pattern, name, _policy in ROUTES:
        if name in ENDS_SESSION:
            continue
        asked = [address(pattern, company.pk) for company in world.companies.values()]
        asked += [address(pattern, contact.pk) for contact in world.contacts.values()]
        asked += [f"{address(pattern, 1)}?search={word[:6]}&q={word[:6]}&sort=name" for word in forbidden]
        for url in dict.fromkeys(asked):
            seen = text_of(client.get(url))
            assert not [word for word in forbidden if word in seen], (who, url)


@pytest.mark.parametrize("section", ["crm", "companies", "contacts"])
def test_a_hidden_section_is_gone_for_everyone_but_superadmins(world, section):
    from hanse.setup.models import VisibilityEntry

    VisibilityEntry.objects.create(section=section)
    gone = ("companies/", "contacts/") if section == "crm" else (f"{section}/",)

    for pattern, _name, policy in ROUTES:
        if pattern.startswith(gone) and ":" in policy:
            url = address(pattern, world.companies["a"].pk)
            assert client_of(world, "manager1").get(url).status_code in {404, 405}, url
            assert client_of(world, "admin").get(url).status_code in {200, 302, 400, 404, 405}, url
