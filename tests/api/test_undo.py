"""Undo, the trash and earlier values, as a program meets them."""

import pytest

from hanse.companies.models import Company
from hanse.contacts.models import Contact
from hanse.journal.models import Change
from tests.api.conftest import errors
from tests.factories import make_contact


def test_every_answer_names_the_request_that_can_be_undone_and_redone(cast, api):
    path = f"companies/{cast.customer_a.pk}"
    changed = api.user1.patch(path, {"phone": "1"})

    undone = api.user1.post(f"undo/{changed['X-Request-ID']}")

    assert undone.status_code == 200
    told = undone.json()
    assert told["request_id"] == undone["X-Request-ID"]
    assert (told["count"], told["stays"]) == (1, [])
    assert told["changes"] == [
        {"kind": "company", "id": cast.customer_a.pk, "label": "Customer #A", "verb": "updated"}
    ]
    assert api.user1.get(path).json()["phone"] == ""

    api.user1.post(f"undo/{told['request_id']}")
    assert api.user1.get(path).json()["phone"] == "1"


def test_the_history_names_the_requests(cast, api):
    changed = api.user1.patch(f"companies/{cast.customer_a.pk}", {"phone": "1"})

    rows = api.user1.get(f"companies/{cast.customer_a.pk}/history").json()["items"]

    assert rows[0]["request_id"] == changed["X-Request-ID"]


def test_a_conflict_is_a_409_in_words(cast, api):
    path = f"companies/{cast.customer_a.pk}"
    changed = api.user1.patch(path, {"phone": "1"})
    api.admin.patch(path, {"phone": "2"})

    answer = api.user1.post(f"undo/{changed['X-Request-ID']}")

    assert answer.status_code == 409
    assert "Phone changed since" in answer.json()["detail"]
    assert api.user1.post(f"undo/{changed['X-Request-ID']}%00").status_code == 409


def test_a_request_of_another_person_or_none_is_404(cast, api):
    changed = api.user1.patch(f"companies/{cast.customer_a.pk}", {"phone": "1"})

    assert api.manager1.post(f"undo/{changed['X-Request-ID']}").status_code == 404
    assert api.user1.post("undo/never-was-one").status_code == 404
    assert api.user1.post("undo/undo:1").status_code == 404


def test_one_number_given_to_two_requests_makes_one_step_of_them(cast, api):
    path = f"companies/{cast.customer_a.pk}"
    for body in ({"phone": "1"}, {"phone": "2"}, {"comments": "x"}):
        api.user1.patch(path, body, X_Request_ID="my-own-number")

    assert api.user1.post("undo/my-own-number").json()["count"] == 3

    company = Company.objects.get(pk=cast.customer_a.pk)
    assert (company.phone, company.comments) == ("", "")


def test_a_deleted_company_comes_back_from_the_trash_with_its_people(cast, api):
    make_contact("Ana", company=cast.customer_b, by=cast.admin)
    path = f"companies/{cast.customer_b.pk}"
    assert api.manager1.delete(path).status_code == 204

    listed = api.manager1.get("trash").json()
    assert [(row["kind"], row["id"], row["label"]) for row in listed["items"]] == [
        ("company", cast.customer_b.pk, "Customer #B")
    ]
    assert api.user1.get("trash").json()["items"] == []
    assert api.user1.post(f"{path}/restore", {}).status_code == 404

    back = api.manager1.post(f"{path}/restore", {})
    assert back.status_code == 200
    assert back.json()["name"] == "Customer #B"
    assert Contact.objects.get().full_name == "Ana"
    assert api.manager1.post(f"{path}/restore", {}).status_code == 404


def test_a_record_goes_back_to_a_moment_or_to_a_change(cast, api):
    path = f"companies/{cast.customer_a.pk}"
    api.user1.patch(path, {"phone": "1", "comments": "x"})
    first = Change.objects.latest("pk")
    api.user1.patch(path, {"phone": "2", "comments": "y"})

    one = api.user1.post(f"{path}/restore", {"as_of": first.at.isoformat(), "fields": ["phone"]})
    assert (one.json()["phone"], one.json()["comments"]) == ("1", "y")

    both = api.user1.post(f"{path}/restore", {"change": first.pk}, If_Match=one["ETag"])
    assert (both.json()["phone"], both.json()["comments"]) == ("1", "x")
    assert Change.objects.latest("pk").verb == "undone"
    assert api.user1.post(f"{path}/restore", {"change": first.pk}, If_Match=one["ETag"]).status_code == 412


def test_what_cannot_be_restored_says_why(cast, api):
    path = f"companies/{cast.customer_a.pk}/restore"

    assert api.user1.post(path, {"as_of": "2001-01-01T00:00:00Z"}).status_code == 409
    assert errors(api.user1.post(path, {"as_of": "soon"})).keys() == {"as_of"}
    assert errors(api.user1.post(path, {"as_of": "2026-01-01", "change": 1})).keys() == {"as_of"}
    unknown = api.user1.post(path, {"change": 999_999, "fields": ["colour"]})
    assert errors(unknown) == {"fields": "There is no field “colour”."}


def test_contacts_go_back_too(cast, api):
    ana = make_contact("Ana", company=cast.customer_a, by=cast.user1)
    through = Change.objects.latest("pk").pk
    api.user1.patch(f"contacts/{ana.pk}", {"email": "a@example.com"})

    assert api.user1.post(f"contacts/{ana.pk}/restore", {"change": through}).json()["email"] == ""

    api.user1.delete(f"contacts/{ana.pk}")
    assert api.user1.post(f"contacts/{ana.pk}/restore", {}).json()["full_name"] == "Ana"


def test_a_saved_view_is_taken_back_put_back_and_brought_back(cast, api):
    made = api.user1.post("saved-views", {"list": "companies", "name": "Spain", "query": "country=ES"})
    path = f"saved-views/{made.json()['id']}"
    renamed = api.user1.patch(path, {"name": "Iberia"})

    assert api.user1.post(f"undo/{renamed['X-Request-ID']}").status_code == 200
    assert api.user1.get(path).json()["name"] == "Spain"

    gone = api.user1.delete(path)
    assert api.user1.get(path).status_code == 404
    assert api.user1.post(f"undo/{gone['X-Request-ID']}").status_code == 200
    back = api.user1.get(path).json()
    assert (back["name"], back["query"]) == ("Spain", made.json()["query"])
    again = api.user1.post(f"undo/{gone['X-Request-ID']}")
    assert again.status_code == 409

    assert api.user1.post(f"undo/{made['X-Request-ID']}").status_code == 200
    assert api.user1.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("profiles", "name"),
        ("company-roles", "name"),
        ("custom-field-sections", "name"),
        ("custom-fields", "label"),
    ],
)
def test_what_setup_holds_is_taken_back_put_back_and_brought_back(cast, api, path, word):
    made = api.admin.post(path, {word: "First"})
    one = f"{path}/{made.json()['id']}"
    changed = api.admin.patch(one, {word: "Second"})

    refused = api.admin.post(f"undo/{made['X-Request-ID']}")
    assert refused.status_code == 409
    assert api.admin.post(f"undo/{changed['X-Request-ID']}").status_code == 200
    assert api.admin.get(one).json()[word] == "First"

    gone = api.admin.delete(one)
    assert gone.status_code == 204
    assert api.admin.post(f"undo/{gone['X-Request-ID']}").status_code == 200
    assert api.admin.get(one).json()[word] == "First"

    assert api.admin.post(f"undo/{made['X-Request-ID']}").status_code == 200
    assert api.admin.get(one).status_code == 404


def test_a_section_with_fields_and_a_field_with_values_stay(cast, api):
    section = api.admin.post("custom-field-sections", {"name": "Products"})
    field = api.admin.post("custom-fields", {"label": "Seats", "section": "Products"})
    api.admin.patch(f"companies/{cast.customer_a.pk}", {"custom": {str(field.json()["id"]): "20"}})

    held = api.admin.post(f"undo/{field['X-Request-ID']}")
    assert (held.status_code, "hold a value" in held.json()["detail"]) == (409, True)
    full = api.admin.post(f"undo/{section['X-Request-ID']}")
    assert (full.status_code, "Fields stand in it" in full.json()["detail"]) == (409, True)
