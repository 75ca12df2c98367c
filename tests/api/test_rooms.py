"""Contacts, roles, custom fields, people and search at the API."""

import pytest

from hanse.accounts.models import Profile, User
from hanse.companies.models import CompanyRole
from hanse.contacts.models import Contact
from hanse.customfields.models import CustomField
from tests.api.conftest import errors
from tests.factories import make_company, make_contact, make_user


def test_a_contact_has_the_fields_of_the_contract_and_goes_round(cast, api):
    sent = {
        "company": cast.customer_a.pk,
        "full_name": "Ana Ruiz",
        "email": "ana@example.com",
        "position": "Buyer",
    }

    made = api.user1.post("contacts", sent)
    path = f"contacts/{made.json()['id']}"
    changed = api.user1.patch(path, {"disabled": True, "position": None}, If_Match=made["ETag"])

    assert set(made.json()) == {
        "id", "company", "full_name", "email", "phone", "mobile", "position", "description", "disabled",
    }  # fmt: skip
    assert (changed.json()["disabled"], changed.json()["position"]) == (True, "")
    assert api.user1.patch(path, {"phone": "1"}, If_Match=made["ETag"]).status_code == 412
    assert api.user1.get("contacts", "disabled=true&sort=-name").json()["items"] == [changed.json()]
    assert api.user1.get("contacts", f"company={cast.customer_b.pk}").json()["total"] == 0
    assert api.user1.delete(path).status_code == 204
    assert api.user1.get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"full_name": "Ana"}, "company"),
        ({"company": 999_999, "full_name": "Ana"}, "company"),
        ({"company": "1", "full_name": "Ana"}, "company"),
        ({"company": None, "full_name": "Ana"}, "company"),
        ({"disabled": "perhaps"}, "disabled"),
        ({"full_name": None}, "full_name"),
    ],
)
def test_what_is_no_contact_is_422(cast, api, body, field):
    body = (
        body
        if "full_name" in body or "company" in body
        else {"company": cast.customer_a.pk, "full_name": "A"} | body
    )

    answer = api.user1.post("contacts", body)

    assert answer.status_code == 422
    assert field in errors(answer)
    assert not Contact.objects.exists()


def test_T_16_no_column_of_a_contact_can_be_smuggled_in(cast, api):
    contact = make_contact("Ana", company=cast.customer_a, by=cast.user1)
    allowed = {"company", "full_name", "email", "phone", "mobile", "position", "description", "disabled"}

    for column in {field.attname for field in Contact._meta.concrete_fields} - allowed:
        assert api.admin.patch(f"contacts/{contact.pk}", {column: 1}).status_code == 400, column


def test_roles_are_made_changed_and_kept_while_used(cast, api):
    made = api.admin.post("company-roles", {"name": "Investor"})
    path = f"company-roles/{made.json()['id']}"
    company = make_company("Acme", by=cast.user1, role=made.json()["id"])

    changed = api.admin.patch(path, {"description": "Owns a part"}, If_Match=made["ETag"])
    used = api.admin.delete(path)

    assert changed.json() == {"id": made.json()["id"], "name": "Investor", "description": "Owns a part"}
    assert api.admin.patch(path, {"name": "X"}, If_Match=made["ETag"]).status_code == 412
    assert used.status_code == 409
    assert "1 company" in used.json()["detail"]
    api.user1.patch(f"companies/{company.pk}", {"role": None})
    assert api.admin.delete(path).status_code == 204
    names = [each["name"] for each in api.user1.get("company-roles").json()["items"]]
    assert names == ["Customer", "Ex-customer", "Other", "Partner", "Provider"]
    assert api.admin.post("company-roles", {"name": "partner"}).status_code == 422


def test_a_custom_field_has_the_fields_of_the_contract(api):
    sent = {
        "target": "company", "section": "Products", "label": "Uses", "type": "combo", "options": ["A", "B"],
        "order": 2, "show_in_list": True,
    }  # fmt: skip

    made = api.admin.post("custom-fields", sent)

    assert made.status_code == 201
    assert made.json() == {"id": made.json()["id"], "parent": None} | sent
    assert api.user1.get("custom-fields", "target=company").json()["items"] == [made.json()]
    assert api.user1.get(f"custom-fields/{made.json()['id']}").json() == made.json()


def test_a_section_is_named_by_id_or_name(api):
    section = api.admin.post("custom-field-sections", {"name": "Products"}).json()

    by_id = api.admin.post("custom-fields", {"label": "One", "section": section["id"]}).json()
    by_name = api.admin.post("custom-fields", {"label": "Two", "section": "products"}).json()
    changed = api.admin.patch(f"custom-fields/{by_id['id']}", {"section": None}).json()

    assert (by_id["section"], by_name["section"], changed["section"]) == ("Products", "Products", None)
    assert api.admin.get("custom-field-sections").json()["total"] == 1
    assert api.admin.post("custom-fields", {"label": "Three", "section": 4711}).status_code == 422


def test_deleting_a_custom_field_with_values_needs_their_number(cast, api):
    field = api.admin.post("custom-fields", {"label": "Uses"}).json()
    path = f"custom-fields/{field['id']}"
    api.user1.patch(f"companies/{cast.customer_a.pk}", {"custom": {str(field["id"]): "yes"}})

    refused = api.admin.delete(path)

    assert (refused.status_code, refused.json()["confirm_values"]) == (409, 1)
    assert api.admin.delete(path, "confirm_values=x").status_code == 422
    assert api.admin.delete(path, "confirm_values=2").status_code == 409
    assert api.admin.delete(path, "confirm_values=1").status_code == 204
    assert not CustomField.objects.exists()
    assert api.user1.get(f"companies/{cast.customer_a.pk}").json()["custom"] == {}


def test_fields_and_sections_have_etags_too(api):
    section = api.admin.post("custom-field-sections", {"name": "Products"})
    field = api.admin.post("custom-fields", {"label": "Uses"})

    for path, made, change in (
        (f"custom-field-sections/{section.json()['id']}", section, {"order": 5}),
        (f"custom-fields/{field.json()['id']}", field, {"order": 5}),
    ):
        assert api.admin.patch(path, change, If_Match=made["ETag"]).status_code == 200
        assert api.admin.patch(path, {"order": 6}, If_Match=made["ETag"]).status_code == 412
        assert api.admin.delete(path, If_Match=made["ETag"]).status_code == 412
        assert api.admin.delete(path, If_Match=api.admin.get(path)["ETag"]).status_code == 204


def test_me_tells_who_and_what_one_may(cast, api):
    me = api.user1.get("me").json()

    assert (me["username"], me["company"], me["company_name"]) == ("user1", cast.my_company.pk, "My company")
    assert (me["rights"], me["is_superadmin"], me["profile"]) == (["view", "write"], False, "Standard user")
    assert set(me["sections"]) >= {"companies", "contacts"}
    assert me["token"] == {"name": "test", "read_only": False, "expires_at": None}
    assert api.user2.get("me").json()["rights"] == []


def test_users_are_whom_one_may_pick_and_for_superadmins_everybody(cast, api):
    make_user("stranger", company=None)
    make_user("gone", company=cast.my_company, is_active=False)

    mine = api.user1.get("users").json()["items"]
    everybody = api.admin.get("users").json()["items"]

    assert {each["username"] for each in mine} == {"user1", "manager1", "user2"}
    assert set(mine[0]) == {"id", "username", "full_name", "email", "is_active"}
    assert {each["username"] for each in everybody} >= {"admin", "user1", "user2", "stranger", "gone"}
    assert everybody[0]["profile"]
    assert api.user1.get("users/stranger").status_code == 404
    assert api.user1.get("users/gone").status_code == 404
    names = [each["username"] for each in api.admin.get("users", "active=false").json()["items"]]
    assert names == ["gone"]
    assert [each["username"] for each in api.admin.get("users", "search=strang").json()["items"]] == [
        "stranger"
    ]


def test_superadmins_make_and_change_users(cast, api):
    made = api.admin.post(
        "users", {"username": "nina", "email": "nina@example.com", "password": "correct horse 9"}
    )
    changed = api.admin.patch("users/nina", {"profile": "Manager", "company": cast.my_company.pk})

    assert made.status_code == 201
    assert "password" not in made.json()
    assert User.objects.get(username="nina").check_password("correct horse 9")
    assert (changed.json()["profile"], changed.json()["company"]) == ("Manager", cast.my_company.pk)
    assert api.admin.patch("users/nina", {"version": 1}).status_code == 400
    assert api.admin.patch("users/nina", {"email": "x"}, If_Match=made["ETag"]).status_code == 412
    assert api.admin.patch("users/admin", {"is_superadmin": False}).status_code == 409


def test_superadmins_keep_profiles(cast, api):
    made = api.admin.post("profiles", {"name": "Auditor", "write": True}).json()

    assert made == {"id": made["id"], "name": "Auditor", "view": True, "write": True, "manage": False}
    assert api.admin.get(f"profiles/{made['id']}").json() == made
    assert api.admin.patch(f"profiles/{made['id']}", {"manage": True}).json()["manage"]
    assert api.admin.delete(f"profiles/{made['id']}").status_code == 204
    used = Profile.objects.get(name="Standard user")
    assert api.admin.delete(f"profiles/{used.pk}").status_code == 409


def test_search_finds_in_groups_only_what_one_sees(cast, api):
    make_contact("Custodio Ruiz", company=cast.customer_a, by=cast.user1)
    make_company("Custom hidden", by=cast.admin, parent=None)

    found = api.user1.get("search", "q=CUST").json()["groups"]

    assert [group["kind"] for group in found] == ["companies", "contacts"]
    assert [hit["label"] for hit in found[0]["items"]] == ["Customer #A", "Customer #B"]
    assert found[1]["items"][0]["detail"] == "Customer #A"
    assert api.user1.get(found[0]["items"][0]["url"]).status_code == 200
    assert api.user2.get("search", "q=cust").json() == {"groups": []}
    assert len(api.user1.get("search", "q=cust&limit=1").json()["groups"][0]["items"]) == 1
    assert api.user1.get("search", "q=").status_code == 422


def test_search_tells_no_company_to_whom_companies_are_hidden(cast, api):
    from hanse.setup.models import VisibilityEntry

    make_contact("Custodio Ruiz", company=cast.customer_a, by=cast.user1)
    VisibilityEntry.objects.create(section="companies", profile=cast.user1.profile)

    found = api.user1.get("search", "q=cust")

    assert "Customer" not in found.content.decode()
    assert [group["kind"] for group in found.json()["groups"]] == ["contacts"]


def test_roles_that_exist_are_installed(api):
    assert CompanyRole.objects.count() == api.user1.get("company-roles").json()["total"] == 5


@pytest.mark.parametrize(
    "resource",
    [
        "companies",
        "contacts",
        "company-roles",
        "custom-fields",
        "custom-field-sections",
        "users",
        "profiles",
        "imports",
    ],
)
def test_every_list_can_be_searched_and_paged(api, resource):
    assert api.admin.get(resource, "search=a&limit=1").status_code == 200
