"""The pages of Setup: who may, what they do, what they refuse."""

import re

import pytest

from hanse.accounts.models import Profile, User
from hanse.accounts.tokens import find_token, make_token
from hanse.companies.actions import update_company
from hanse.companies.models import Company, CompanyRole
from hanse.customfields.models import CustomField, FieldSection
from hanse.journal.models import Change
from hanse.mail.models import OutgoingMail
from hanse.mail.outbox import send
from hanse.setup.models import VisibilityEntry
from tests.doors.routes import address, page_routes
from tests.factories import acting, make_user

SETUP = [(pattern, name) for pattern, name, _policy in page_routes() if pattern.startswith("setup/")]


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


@pytest.mark.parametrize("who", ["user1", "manager1", "user2", None])
@pytest.mark.parametrize("method", ["get", "post"])
def test_setup_does_not_exist_for_anybody_but_superadmins(client, cast, who, method):
    if who:
        client.force_login(getattr(cast, who))
    before = Change.objects.count()

    for pattern, _name in SETUP:
        response = getattr(client, method)(address(pattern, cast.user1.pk))
        assert response.status_code == (404 if who else 302), pattern

    assert Change.objects.count() == before


def test_every_page_of_setup_opens_for_a_superadmin(client, admin):
    for path in ("", "users/", "users/new/", "profiles/", "profiles/new/", "roles/", "roles/new/", "fields/"):
        assert client.get(f"/setup/{path}").status_code == 200, path
    for path in ("fields/new/", "fields/sections/new/", "visibility/", "mail/", f"users/{admin.pk}/"):
        assert client.get(f"/setup/{path}").status_code == 200, path
    for path in ("users", "profiles", "roles", "fields", "fields/sections"):
        assert client.get(f"/setup/{path}/{2**70}/").status_code == 404, path


def test_the_checklist_shows_what_is_open_and_shows_the_crm_by_one_click(client, admin):
    VisibilityEntry.objects.create(section="crm")
    page = text(client.get("/setup/"))
    assert "Show the CRM" in page
    assert "HANSE_EMAIL_URL" in page

    assert client.post("/setup/show-crm/").status_code == 302

    assert not VisibilityEntry.objects.exists()
    assert "Show the CRM" not in text(client.get("/setup/"))
    assert Change.objects.filter(kind="visibility", verb="deleted").count() == 1


def test_a_finished_checklist_is_gone(client, admin, settings):
    settings.EMAIL_SERVER = {"host": "mail.example.com"}

    assert "First steps" not in text(client.get("/setup/"))


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


def test_roles_are_made_changed_and_deleted(client, admin, cast):
    client.post("/setup/roles/new/", {"name": "Reseller", "description": "Sells for us"})
    role = CompanyRole.objects.get(name="Reseller")
    form = {"name": "Agent", "description": "", "version": role.version}
    assert client.post(f"/setup/roles/{role.pk}/", form).status_code == 302
    assert client.post(f"/setup/roles/{role.pk}/", form | {"name": "Late"}).status_code == 422
    assert client.post("/setup/roles/new/", {"name": "agent"}).status_code == 422

    update_company(cast.customer_a.pk, {"role": role.pk}, by=acting(admin))
    response = client.post(f"/setup/roles/{role.pk}/delete/", follow=True)
    assert "has the role" in text(response)
    update_company(cast.customer_a.pk, {"role": None}, by=acting(admin))
    client.post(f"/setup/roles/{role.pk}/delete/")
    assert not CompanyRole.objects.filter(pk=role.pk).exists()


@pytest.mark.parametrize("kind", CustomField.Type.values)
def test_a_field_of_every_type_is_made_and_shows_its_id(client, admin, kind):
    options = "A\nB" if kind in {"combo", "linked"} else ""

    response = client.post(
        "/setup/fields/new/",
        {"label": "Extra", "type": kind, "options": options, "section": "More", "parent": ""},
    )

    assert response.status_code == 302
    field = CustomField.objects.get()
    assert (field.type, field.section.name, field.options) == (kind, "More", ["A", "B"] if options else [])
    page = text(client.get(f"/setup/fields/{field.pk}/"))
    assert f"_custom_{field.pk}_" in page
    assert f"<code>{field.pk}</code>" in text(client.get("/setup/fields/"))


def test_dependent_choices_are_written_one_a_line(client, admin):
    base = {"type": "linked", "section": ""}
    client.post("/setup/fields/new/", base | {"label": "Country", "options": "Spain\nFrance", "parent": ""})
    country = CustomField.objects.get()

    wrong = base | {"label": "City", "options": "Spain|Madrid\nItaly|Rome", "parent": country.pk}
    response = client.post("/setup/fields/new/", wrong)
    assert response.status_code == 422
    assert "Italy|Rome" in text(response)

    right = wrong | {"options": "Spain|Madrid\r\nFrance|Lyon"}
    assert client.post("/setup/fields/new/", right).status_code == 302
    city = CustomField.objects.get(label="City")
    assert (city.parent, city.options) == (country, ["Spain|Madrid", "France|Lyon"])
    assert "Spain|Madrid\nFrance|Lyon" in text(client.get(f"/setup/fields/{city.pk}/"))


def test_a_field_goes_with_its_values_only_when_their_number_is_confirmed(client, admin, cast):
    client.post("/setup/fields/new/", {"label": "Extra", "type": "text"})
    field = CustomField.objects.get()
    update_company(cast.customer_a.pk, {"custom": {str(field.pk): "x"}}, by=acting(admin))
    url = f"/setup/fields/{field.pk}/delete/"
    assert "1 company holds a value" in text(client.get(url))

    assert client.post(url, {"values": "0"}).status_code == 200
    assert CustomField.objects.exists()

    assert client.post(url, {"values": "1"}).status_code == 302
    assert not CustomField.objects.exists()
    assert Company.objects.get(pk=cast.customer_a.pk).custom == {}


def test_a_field_edited_by_two_is_saved_by_one(client, admin):
    client.post("/setup/fields/new/", {"label": "Extra", "type": "text"})
    field = CustomField.objects.get()
    page = text(client.get(f"/setup/fields/{field.pk}/"))
    edition = page.split('name="edited" value="')[1].split('"')[0]
    form = {"label": "First", "type": "text", "edited": edition}

    assert client.post(f"/setup/fields/{field.pk}/", form).status_code == 302
    assert client.post(f"/setup/fields/{field.pk}/", form | {"label": "Second"}).status_code == 422
    assert CustomField.objects.get().label == "First"


def test_fields_and_sections_are_moved(client, admin):
    for label in ("One", "Two", "Three"):
        client.post("/setup/fields/new/", {"label": label, "type": "text", "section": "S"})
    two = CustomField.objects.get(label="Two")

    client.post(f"/setup/fields/{two.pk}/move/", {"to": "up"})
    assert list(CustomField.objects.values_list("label", flat=True)) == ["Two", "One", "Three"]
    client.post(f"/setup/fields/{two.pk}/move/", {"to": "up"})
    client.post(f"/setup/fields/{two.pk}/move/", {"to": "down"})
    client.post(f"/setup/fields/{two.pk}/move/", {"to": "down"})
    assert list(CustomField.objects.values_list("label", flat=True)) == ["One", "Three", "Two"]

    client.post("/setup/fields/sections/new/", {"name": "T"})
    section = FieldSection.objects.get(name="T")
    client.post(f"/setup/fields/sections/{section.pk}/move/", {"to": "up"})
    assert list(FieldSection.objects.values_list("name", flat=True)) == ["T", "S"]


def test_a_section_is_renamed_and_deleted_and_its_fields_stay(client, admin):
    client.post("/setup/fields/new/", {"label": "One", "type": "text", "section": "S"})
    section = FieldSection.objects.get()

    client.post(f"/setup/fields/sections/{section.pk}/", {"name": "Better"})
    assert FieldSection.objects.get().name == "Better"
    assert client.post("/setup/fields/sections/new/", {"name": "better"}).status_code == 422
    client.post(f"/setup/fields/sections/{section.pk}/delete/")
    assert CustomField.objects.get().section is None


def test_a_section_of_the_crm_is_hidden_and_shown_again(client, admin, cast):
    manager = Profile.objects.get(name="Manager")

    client.post("/setup/visibility/", {"section": "contacts", "profile": manager.pk})
    client.post("/setup/visibility/", {"section": "companies", "profile": "everyone"})

    page = text(client.get("/setup/visibility/"))
    assert "the profile Manager" in page
    assert not Company.objects.visible_to(cast.user1).exists()
    for entry in VisibilityEntry.objects.all():
        assert client.post(f"/setup/visibility/{entry.pk}/show/").status_code == 302
    assert Company.objects.visible_to(cast.user1).exists()
    assert "Nothing is hidden" in text(client.get("/setup/visibility/"))


@pytest.mark.parametrize("typed", [{"section": "nonsense", "profile": "everyone"}, {"section": ""}])
def test_what_cannot_be_hidden_is_refused(client, admin, typed):
    assert client.post("/setup/visibility/", typed).status_code == 422
    assert client.post("/setup/visibility/", {"section": "crm", "profile": "999999"}).status_code == 404
    assert not VisibilityEntry.objects.exists()


def test_the_queue_of_mail_is_shown_sent_again_and_emptied(client, admin):
    mail = send(to="ana@example.com", subject="Notice <b>", text="x")
    page = text(client.get("/setup/mail/"))
    assert "Notice &lt;b&gt;" in page
    assert "No mail server is set" in page

    response = client.post(f"/setup/mail/{mail.pk}/again/", follow=True)
    assert "Still kept back" in text(response)
    client.post(f"/setup/mail/{mail.pk}/discard/")
    assert not OutgoingMail.objects.exists()
    assert client.post(f"/setup/mail/{mail.pk}/discard/").status_code == 404
    assert client.post(f"/setup/mail/{mail.pk}/again/").status_code == 404


def test_a_mail_that_was_sent_cannot_be_discarded_or_sent_again(client, admin):
    mail = send(to="ana@example.com", subject="Notice", text="x")
    OutgoingMail.objects.update(state="sent")

    client.post(f"/setup/mail/{mail.pk}/discard/")
    client.post(f"/setup/mail/{mail.pk}/again/")

    assert OutgoingMail.objects.get().state == "sent"
    assert "No mail in this state" in text(client.get("/setup/mail/", {"state": "failed"}))


def test_a_test_goes_to_oneself(client, admin):
    client.post("/setup/mail/test/")

    assert OutgoingMail.objects.get().to == ["admin@example.com"]


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


def test_a_superadmin_who_gives_himself_a_password_here_stays_signed_in(client, admin):
    form = user_form(admin, company="My company", is_superadmin="on", password="correct horse battery")

    assert client.post(f"/setup/users/{admin.pk}/", form).status_code == 302

    assert client.get("/setup/users/").status_code == 200


def test_the_room_leads_superadmins_to_what_they_set_up_for_it(client, admin, cast):
    page = text(client.get("/companies/"))
    assert 'href="/setup/roles/"' in page
    assert 'href="/setup/fields/"' in page

    client.force_login(cast.manager1)
    assert "/setup/" not in text(client.get("/companies/"))
