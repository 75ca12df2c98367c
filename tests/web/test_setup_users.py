"""The pages of Setup for users and profiles: made, invited, changed, let go; and the history of whatever Setup holds."""

import re

import pytest

from hanse.accounts.models import Profile, User
from hanse.accounts.tokens import find_token, make_token
from hanse.customfields.models import CustomField
from hanse.mail.models import OutgoingMail
from tests.factories import make_user


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.admin)
    return cast.admin


def text(response) -> str:
    return response.content.decode()


def user_form(user=None, **more):
    values = {"username": "eva", "full_name": "Eva", "email": "eva@example.com", "profile": "Standard user"}
    values |= {"company": "", "language": "en", "time_zone": "UTC", "is_active": "on", "password": ""}
    if user:
        values |= {"username": user.username, "full_name": user.full_name, "email": user.email}
        values |= {"profile": user.profile.name, "version": user.version}
    return values | more


def test_a_user_is_made_and_invited(client, admin, cast):
    company = f"Customer #A (#{cast.customer_a.pk})"

    response = client.post("/setup/users/new/", user_form(company=company, invite="on"))

    assert response.status_code == 302
    user = User.objects.get(username="eva")
    assert (user.company, user.is_superadmin, user.is_active) == (cast.customer_a, False, True)
    assert OutgoingMail.objects.get().to == ["eva@example.com"]
    assert "No password yet" in text(client.get("/setup/users/"))


def test_a_user_without_the_tick_gets_no_letter(client, admin):
    client.post("/setup/users/new/", user_form(company="My company", password="correct horse battery"))

    assert User.objects.get(username="eva").check_password("correct horse battery")
    assert User.objects.get(username="eva").company.name == "My company"
    assert not OutgoingMail.objects.exists()


def test_refused_values_stand_at_their_fields_and_nothing_typed_is_lost(client, admin):
    response = client.post("/setup/users/new/", user_form(username="USER1", email="x", company="Nowhere"))

    page = text(response)
    assert response.status_code == 422
    assert "There is no company “Nowhere”" in page
    response = client.post("/setup/users/new/", user_form(username="USER1", email="x", password="12345"))
    page = text(response)
    assert 'id="f-username_error"' in page
    assert 'id="f-email_error"' in page
    assert 'id="f-password_error"' in page
    assert 'value="Eva"' in page
    assert "12345" not in page


def test_a_user_is_changed(client, admin, cast):
    url = f"/setup/users/{cast.user1.pk}/"

    response = client.post(
        url, user_form(cast.user1, full_name="Ursula", profile="Manager", company="My company")
    )

    assert response.status_code == 302
    user = User.objects.get(pk=cast.user1.pk)
    assert (user.full_name, user.profile.name, user.company) == ("Ursula", "Manager", cast.my_company)


def test_a_save_over_somebody_elses_save_is_told(client, admin, cast):
    url = f"/setup/users/{cast.user1.pk}/"
    form = user_form(cast.user1, company="My company", full_name="First")
    client.post(url, form)

    response = client.post(url, form | {"full_name": "Second"})

    assert response.status_code == 422
    assert "meanwhile" in text(response)
    assert User.objects.get(pk=cast.user1.pk).full_name == "First"


def test_letting_a_user_go_ends_his_tokens_and_can_be_taken_back(client, admin, cast):
    _token, secret = make_token(cast.user1, "script")
    url = f"/setup/users/{cast.user1.pk}/active/"

    response = client.post(url, {"active": "0"}, follow=True)

    assert not User.objects.get(pk=cast.user1.pk).is_active
    assert find_token(secret) is None
    undo = re.search(r'action="(/undo/[^"]+)"', text(response)).group(1)
    client.post(undo)
    assert User.objects.get(pk=cast.user1.pk).is_active


def test_the_last_superadmin_is_told_that_he_cannot_go(client, admin):
    response = client.post(f"/setup/users/{admin.pk}/active/", {"active": "0"}, follow=True)

    assert "last active superadmin" in text(response)
    form = user_form(admin)
    form.pop("is_active")
    response = client.post(f"/setup/users/{admin.pk}/", form)
    assert response.status_code == 422
    assert "last active superadmin" in text(response)
    assert User.objects.get(pk=admin.pk).is_superadmin


def test_inviting_again_sends_a_new_link(client, admin, cast):
    url = f"/setup/users/{cast.user1.pk}/invite/"
    client.post(url)
    client.post(url)

    first, second = (mail.text for mail in OutgoingMail.objects.order_by("id"))
    assert first != second


def test_users_are_found_by_name_login_and_address(client, admin, cast):
    make_user("zoe", full_name="Zoë Ångström", email="z@other.example")

    for search in ("zoe", "Ångström", "other.example"):
        page = text(client.get("/setup/users/", {"search": search}))
        assert "Zoë" in page
        assert "Manager1" not in page
    assert "No user matches" in text(client.get("/setup/users/", {"search": "nobody at all"}))
    reader = Profile.objects.get(name="Support").pk
    assert "User2" in text(client.get("/setup/users/", {"profile": reader, "state": "active"}))


def test_a_long_list_of_users_goes_on(client, admin):
    for number in range(60):
        make_user(f"person{number:02}")

    page = text(client.get("/setup/users/"))
    assert 'rel="next"' in page


def test_profiles_are_made_changed_and_deleted(client, admin):
    assert client.post("/setup/profiles/new/", {"name": "Sales", "manage": "on"}).status_code == 302
    sales = Profile.objects.get(name="Sales")
    assert (sales.can_view, sales.can_write, sales.can_manage) == (True, True, True)

    assert client.post(f"/setup/profiles/{sales.pk}/", {"name": "Sales", "view": "on"}).status_code == 302
    sales.refresh_from_db()
    assert (sales.can_view, sales.can_write) == (True, False)

    assert client.post("/setup/profiles/new/", {"name": "SALES"}).status_code == 422
    client.post(f"/setup/profiles/{sales.pk}/delete/")
    assert not Profile.objects.filter(name="Sales").exists()


def test_a_profile_in_use_stays(client, admin):
    manager = Profile.objects.get(name="Manager")

    response = client.post(f"/setup/profiles/{manager.pk}/delete/", follow=True)

    assert "have this profile" in text(response)
    assert Profile.objects.filter(pk=manager.pk).exists()


def test_a_superadmin_who_gives_himself_a_password_here_stays_signed_in(client, admin):
    form = user_form(admin, company="My company", is_superadmin="on", password="correct horse battery")

    assert client.post(f"/setup/users/{admin.pk}/", form).status_code == 302

    assert client.get("/setup/users/").status_code == 200


def test_every_record_of_setup_shows_its_history(client, admin, cast):
    form = user_form(cast.user1, full_name="Ursula", company="My company", is_superadmin="on")
    client.post(f"/setup/users/{cast.user1.pk}/", form)
    client.post(f"/setup/users/{cast.user1.pk}/invite/")
    page = text(client.get(f"/setup/users/{cast.user1.pk}/"))
    assert "Superadmin</dt>" in page
    assert "sent an invitation" in page

    base = {"type": "linked", "section": "S"}
    client.post("/setup/fields/new/", base | {"label": "Country", "options": "Spain\nFrance", "parent": ""})
    country = CustomField.objects.get()
    client.post(
        "/setup/fields/new/", base | {"label": "City", "options": "Spain|Madrid", "parent": country.pk}
    )
    city = CustomField.objects.get(label="City")
    page = text(client.get(f"/setup/fields/{city.pk}/"))
    assert "Depends on</dt>" in page
    assert "<ins>Country</ins>" in page
    assert "added it" in text(client.get(f"/setup/fields/sections/{country.section_id}/"))
