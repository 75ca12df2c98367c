"""Signing in and out: who gets in, who is slowed down, where he lands."""

import pytest
from django.core.cache import cache
from django.test import Client

from hanse.accounts.models import User
from hanse.accounts.tokens import make_token
from hanse.companies.staff import save_user
from tests.factories import PASSWORD, acting


@pytest.fixture
def people(cast):
    """The cast, able to sign in."""
    cache.clear()
    for user in User.objects.all():
        user.set_password(PASSWORD)
        user.save()
    return cast


def sign_in(client, username="user1", password=PASSWORD, **more):
    address = more.pop("address", "192.0.2.1")
    return client.post("/login/", {"username": username, "password": password} | more, REMOTE_ADDR=address)


def signed_in(client) -> bool:
    return client.get("/profile/").status_code == 200


def test_a_person_signs_in_and_out(client, people):
    assert client.get("/profile/").url == "/login/?next=/profile/"

    response = sign_in(client, next="/profile/")
    assert (response.status_code, response.url) == (302, "/profile/")
    assert signed_in(client)

    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").status_code == 302
    assert not signed_in(client)


def test_the_case_of_the_login_name_does_not_matter(client, people):
    assert sign_in(client, username="USER1").status_code == 302


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("user1", "wrong"),
        ("nobody", PASSWORD),
        ("user1", PASSWORD.upper()),
        ("user1", "x" * 1500),
        ("us\0er1", "x"),
    ],
)
def test_what_does_not_match_is_refused_in_the_same_words(client, people, username, password):
    response = sign_in(client, username=username, password=password)

    assert response.status_code == 422
    assert not signed_in(client)
    assert PASSWORD not in response.content.decode()


def test_an_unknown_name_reads_exactly_like_a_wrong_password(client, people):
    texts = [
        sign_in(client, username=name, password="wrong").content.decode().replace(name, "NAME")
        for name in ("user1", "nobody")
    ]

    assert "do not match" in texts[0]
    assert _without_token(texts[0]) == _without_token(texts[1])


def _without_token(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


def test_an_inactive_person_does_not_get_in(client, people):
    save_user({"is_active": False}, by=acting(people.admin), user=people.user1)

    assert sign_in(client).status_code == 422


def test_guessing_locks_only_this_name_from_this_address(client, people):
    for _attempt in range(8):
        last = sign_in(client, password="wrong")

    assert last.status_code == 429
    assert "minute" in last.content.decode()
    assert 0 < int(last["Retry-After"]) <= 900
    assert sign_in(client).status_code == 429
    assert sign_in(client, username="USER1").status_code == 429
    assert sign_in(client, username="manager1").status_code == 302
    client.post("/logout/")
    assert sign_in(client, address="198.51.100.7").status_code == 302


def test_failed_attempts_are_forgotten_after_a_success(client, people):
    for _round in range(3):
        for _attempt in range(5):
            assert sign_in(client, username="User1", password="wrong").status_code == 422
        assert sign_in(client, username="User1").status_code == 302
        client.post("/logout/")


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "https:evil.example",
        "http:///evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "///evil.example",
        " //evil.example",
        "\t//evil.example",
        "http://testserver/",
    ],
)
def test_nobody_is_sent_to_another_host(client, people, target):
    assert sign_in(client, next=target).url == "/"
    assert client.get("/login/", {"next": target}).url == "/"
    assert client.post("/profile/theme/", {"theme": "dark", "next": target}).url == "/"


def test_the_wanted_page_survives_a_wrong_password(client, people):
    response = sign_in(client, password="wrong", next="/companies/?sort=name")

    assert 'name="next" value="/companies/?sort=name"' in response.content.decode()
    assert 'value="user1"' in response.content.decode()


def test_without_the_tick_the_session_ends_with_the_browser(client, people):
    sign_in(client)
    assert client.session.get_expire_at_browser_close()

    client.post("/logout/")
    sign_in(client, remember="on")
    assert not client.session.get_expire_at_browser_close()


def test_a_new_session_key_is_given_at_sign_in(client, people):
    session = client.session
    session["mark"] = 1
    session.save()
    before = client.cookies["sessionid"].value

    sign_in(client)

    assert client.cookies["sessionid"].value != before


def test_a_poisoned_host_header_is_refused(client, people):
    for path in ("/login/", "/reset/"):
        assert client.get(path, HTTP_HOST="evil.example").status_code == 400
    response = client.post("/reset/", {"login": "user1"}, HTTP_HOST="evil.example")
    assert response.status_code == 400


def test_the_pages_in_front_of_the_door_speak_the_language_of_the_browser(client, people):
    response = client.get("/login/", HTTP_ACCEPT_LANGUAGE="es-ES,es;q=0.9")

    assert '<html lang="es">' in response.content.decode()


def test_deactivation_ends_the_session_at_the_next_request_for_good(client, people):
    sign_in(client)
    assert signed_in(client)

    save_user({"is_active": False}, by=acting(people.admin), user=people.user1)
    assert not signed_in(client)

    save_user({"is_active": True}, by=acting(people.admin), user=people.user1)
    assert not signed_in(client)


def test_a_new_password_set_by_a_superadmin_ends_the_sessions(client, people):
    sign_in(client)

    save_user({"password": "quite another password"}, by=acting(people.admin), user=people.user1)

    assert not signed_in(client)


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client, people):
    sent = client.post("/profile/password/", {}, headers={"referer": "http://testserver/profile/?x=1"})

    assert sent.url == "/login/?next=/profile/"
    assert client.post("/profile/password/").url == "/login/?next=/"


def test_an_api_token_opens_no_page(client, people):
    _token, secret = make_token(people.admin, "script")

    for path in ("/profile/", "/setup/", "/companies/"):
        assert client.get(path, headers={"authorization": f"Bearer {secret}"}).status_code == 302


def test_a_form_of_a_foreign_page_signs_nobody_in(people):
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client).status_code == 403
    assert not signed_in(client)
