"""The pages of Setup: who may, what they do, what they refuse."""

import pytest

from hanse.accounts.models import Profile
from hanse.companies.actions import update_company
from hanse.companies.models import Company, CompanyRole
from hanse.customfields.models import CustomField, FieldSection
from hanse.journal.models import Change
from hanse.mail.models import OutgoingMail
from hanse.mail.outbox import send
from hanse.setup.models import VisibilityEntry
from tests.doors.routes import address, page_routes
from tests.factories import acting

SETUP = [(pattern, name) for pattern, name, _policy in page_routes() if pattern.startswith("setup/")]


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.admin)
    return cast.admin


def text(response) -> str:
    return response.content.decode()


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


def test_the_room_leads_superadmins_to_what_they_set_up_for_it(client, admin, cast):
    page = text(client.get("/companies/"))
    assert 'href="/setup/roles/"' in page
    assert 'href="/setup/fields/"' in page

    client.force_login(cast.manager1)
    assert "/setup/" not in text(client.get("/companies/"))
