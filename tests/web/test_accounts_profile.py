"""The own profile: settings, password, tokens, and rights that follow at the next request."""

import re

import pytest
from django.test import Client

from hanse.accounts.actions import save_profile
from hanse.accounts.models import Profile, Token, User
from hanse.accounts.tokens import find_token, make_token
from hanse.companies.staff import save_user
from hanse.journal.models import Change
from hanse.setup.actions import hide_section
from tests.factories import PASSWORD, acting

NEW = "a quite new password"


@pytest.fixture
def user1(cast, client):
    cast.user1.set_password(PASSWORD)
    cast.user1.save()
    client.force_login(cast.user1)
    return cast.user1


def settings_of(user, **more):
    return {
        "full_name": user.full_name,
        "email": user.email,
        "language": user.language,
        "time_zone": user.time_zone,
        "theme": user.theme,
        "keyboard_hints": "on",
    } | more


def test_a_person_changes_his_settings(client, user1):
    values = settings_of(user1, full_name="Ursula", language="es", time_zone="Europe/Madrid", theme="dark")

    assert client.post("/profile/", values).status_code == 302

    page = client.get("/profile/").content.decode()
    assert '<html lang="es" data-theme="dark"' in page
    assert 'value="Ursula"' in page
    user = User.objects.get(pk=user1.pk)
    assert (user.time_zone, user.keyboard_hints) == ("Europe/Madrid", True)
    row = Change.objects.filter(kind="user", verb="updated").latest("id")
    assert row.fields["full_name"] == ["User1", "Ursula"]


def test_a_refused_setting_keeps_what_was_typed(client, user1):
    response = client.post("/profile/", settings_of(user1, full_name="Ursula", email="nonsense"))

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="nonsense"' in page
    assert 'value="Ursula"' in page
    assert 'href="#f-email"' in page
    assert User.objects.get(pk=user1.pk).full_name == "User1"


def test_what_is_not_his_to_change_is_not_taken(client, user1):
    client.post("/profile/", settings_of(user1, is_superadmin="on", username="boss", profile="Manager"))

    user = User.objects.get(pk=user1.pk)
    assert (user.username, user.is_superadmin, user.profile.name) == ("user1", False, "Standard user")


def test_the_appearance_changes_from_the_menu(client, user1):
    assert client.post("/profile/theme/", {"theme": "light", "next": "/profile/"}).url == "/profile/"
    assert User.objects.get(pk=user1.pk).theme == "light"
    assert client.post("/profile/theme/", {"theme": "pink"}).status_code == 400


def test_a_new_password_ends_the_other_sessions_and_the_tokens_but_not_this_session(client, user1):
    other = Client()
    other.force_login(user1)
    _token, text = make_token(user1, "script")

    typed = {"old_password": PASSWORD, "password": NEW}
    assert client.post("/profile/password/", typed).status_code == 302

    assert client.get("/profile/").status_code == 200
    assert other.get("/profile/").status_code == 302
    assert find_token(text) is None
    assert Client().post("/login/", {"username": "user1", "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    "typed",
    [{"old_password": "wrong", "password": NEW}, {"old_password": PASSWORD, "password": "12345678901"}, {}],
)
def test_a_password_is_not_changed_without_the_old_one_or_to_a_weak_one(client, user1, typed):
    response = client.post("/profile/password/", typed)

    assert response.status_code == 422
    assert PASSWORD not in response.content.decode()
    assert User.objects.get(pk=user1.pk).check_password(PASSWORD)


def test_a_token_is_shown_once_and_works_until_it_is_revoked(client, user1):
    page = client.post(
        "/profile/tokens/", {"name": "Script", "days": "90", "read_only": "on"}
    ).content.decode()

    text = re.search(r'value="(hanse_[\w-]+)"', page).group(1)
    token = find_token(text)
    assert (token.user, token.read_only, token.name) == (user1, True, "Script")
    assert text not in client.get("/profile/").content.decode()

    assert client.post(f"/profile/tokens/{token.pk}/revoke/").status_code == 302
    assert find_token(text) is None


def test_a_token_without_a_name_is_refused(client, user1):
    assert client.post("/profile/tokens/", {"name": "", "days": "90"}).status_code == 422
    assert client.post("/profile/tokens/", {"name": "x", "days": "9999"}).status_code == 422
    assert client.post("/profile/tokens/", {"name": "x", "days": "x"}).status_code == 422
    assert not Token.objects.exists()


def test_nobody_revokes_the_token_of_another(client, user1, cast):
    token, text = make_token(cast.manager1, "script")

    assert client.post(f"/profile/tokens/{token.pk}/revoke/").status_code == 404
    assert find_token(text) is not None


def test_rights_follow_the_profile_at_the_next_request(client, user1, cast):
    page = f"/companies/{cast.customer_a.pk}/edit/"
    assert client.get(page).status_code == 200

    save_profile({"write": False}, by=acting(cast.admin), profile=Profile.objects.get(name="Standard user"))
    assert client.get(page).status_code == 403

    save_user({"profile": "Support"}, by=acting(cast.admin), user=user1)
    assert client.get(page).status_code == 404
    assert client.get("/companies/").status_code == 404


def test_a_new_company_counts_at_the_next_request(client, cast):
    client.force_login(cast.manager1)
    page = f"/companies/{cast.customer_a.pk}/"
    assert client.get(page).status_code == 200

    save_user({"company": None}, by=acting(cast.admin), user=cast.manager1)

    assert client.get(page).status_code == 404


def test_hiding_a_section_counts_at_the_next_request(client, user1, cast):
    assert client.get("/companies/").status_code == 200
    assert "/companies/" in client.get("/profile/").content.decode()

    hide_section("companies", by=acting(cast.admin))

    assert client.get("/companies/").status_code == 404
    assert 'href="/companies/"' not in client.get("/profile/").content.decode()


def test_a_superadmin_of_yesterday_finds_no_setup(client, cast, user1):
    save_user({"is_superadmin": True}, by=acting(cast.admin), user=user1)
    assert client.get("/setup/users/").status_code == 200

    save_user({"is_superadmin": False}, by=acting(cast.admin), user=user1)

    assert client.get("/setup/users/").status_code == 404
