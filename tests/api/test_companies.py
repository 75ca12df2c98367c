"""Companies at the API: the contract's words, one after the other."""

import pytest

from hanse.api.v1.companies import COLUMNS, CompanyChange, CompanyOut
from hanse.companies.fields import FIELDS
from hanse.companies.models import Company, CompanyRole
from hanse.journal.models import Change
from tests.api.conftest import caller_for, errors
from tests.factories import make_company, make_contact, make_user

CONTRACT = {
    "id", "name", "address", "tax_id", "country", "phone", "email", "website", "comments", "role", "parent", "owner",
    "billing_contact", "payment_conditions", "last_activity", "custom",
}  # fmt: skip


def test_a_company_has_the_fields_of_the_contract_everywhere(cast, api):
    one = api.user1.get(f"companies/{cast.customer_a.pk}").json()
    listed = api.user1.get("companies").json()["items"][0]

    assert set(one) == set(listed) == set(COLUMNS) == set(CompanyOut.model_fields) == CONTRACT
    assert set(CompanyChange.model_fields) == {field.name for field in FIELDS}


def test_a_list_answers_items_next_and_total(cast, api):
    answer = api.user1.get("companies", "sort=name")

    assert answer.status_code == 200
    assert [each["name"] for each in answer.json()["items"]] == ["Customer #A", "Customer #B"]
    assert (answer.json()["next"], answer.json()["total"]) == (None, 2)


def test_a_new_company_answers_201_with_everything(cast, api):
    role = CompanyRole.objects.get(name="Partner")
    sent = {
        "name": "Acme",
        "country": "Spain",
        "role": role.pk,
        "address": "One\r\nTwo",
        "email": "a@example.com",
    }

    answer = api.user1.post("companies", sent)

    made = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/companies/{made['id']}"
    assert answer["ETag"] == '"1"'
    assert made["last_activity"].endswith("Z")
    assert made | {"last_activity": None} == {
        "id": made["id"],
        "name": "Acme",
        "address": "One\nTwo",
        "tax_id": "",
        "country": "ES",
        "phone": "",
        "email": "a@example.com",
        "website": "",
        "comments": "",
        "role": role.pk,
        "parent": cast.my_company.pk,
        "owner": "user1",
        "billing_contact": None,
        "payment_conditions": 30,
        "last_activity": None,
        "custom": {},
    }
    assert api.user1.get(answer["Location"]).json() == made


def test_a_change_is_journaled_as_come_in_by_this_door(cast, api):
    api.user1.patch(f"companies/{cast.customer_a.pk}", {"phone": "1"}, X_Request_ID="abcdefgh-123")

    row = Change.objects.latest("id")
    assert (row.door, row.by_id, row.request_id) == ("api", cast.user1.pk, "abcdefgh-123")


def test_a_patch_changes_what_it_names_and_null_empties(cast, api):
    path = f"companies/{cast.customer_a.pk}"
    api.user1.patch(path, {"phone": "1", "email": "a@example.com", "payment_conditions": 60})

    answer = api.user1.patch(path, {"phone": None, "payment_conditions": None})

    assert answer.status_code == 200
    assert answer["ETag"] == '"3"'
    assert {name: answer.json()[name] for name in ("phone", "email", "payment_conditions")} == {
        "phone": "",
        "email": "a@example.com",
        "payment_conditions": 30,
    }


def test_deleting_answers_204_and_then_404(cast, api):
    path = f"companies/{cast.customer_b.pk}"

    answer = api.manager1.delete(path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert api.manager1.get(path).status_code == 404


def test_a_company_with_children_is_not_deleted_and_says_why(cast, api):
    answer = api.admin.delete(f"companies/{cast.my_company.pk}")

    assert answer.status_code == 409
    assert "Customer #A" in answer.json()["detail"]


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_an_old_etag_is_refused_with_412_and_the_newest_is_taken(cast, api, method):
    path = f"companies/{cast.customer_b.pk}"
    old = api.manager1.get(path)["ETag"]
    new = api.manager1.patch(path, {"phone": "1"}, If_Match=old)["ETag"]
    body = {"phone": "2"} if method == "PATCH" else None

    stale = api.manager1.call(method, path, body, If_Match=old)

    assert stale.status_code == 412
    assert stale.json()["current"] == 2
    assert api.manager1.get(path).json()["phone"] == "1"
    assert api.manager1.call(method, path, body, If_Match=new).status_code in (200, 204)


@pytest.mark.parametrize(
    ("tag", "status"), [('"1"', 200), ("1", 200), ("*", 200), ('"x"', 412), ('W/"1"', 400), ('"1", "2"', 400)]
)
def test_what_if_match_may_hold(cast, api, tag, status):
    answer = api.user1.patch(f"companies/{cast.customer_a.pk}", {"phone": "1"}, If_Match=tag)

    assert answer.status_code == status


def test_losing_sight_needs_a_word(cast, api):
    path = f"companies/{cast.customer_a.pk}"
    change = {"owner": "manager1", "parent": None}

    refused = api.user1.patch(path, change)

    assert refused.status_code == 409
    assert "confirm=lose-sight" in refused.json()["detail"]
    assert refused.json()["confirm"] == "lose-sight"
    assert api.user1.patch(path, change, query="confirm=yes").status_code == 422
    assert api.user1.patch(path, change, query="confirm=lose-sight").status_code == 200
    assert api.user1.get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": 5}, "name"),
        ({"name": "Customer #A"}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"name": "X", "email": "nobody"}, "email"),
        ({"name": "X", "website": "javascript:alert(1)"}, "website"),
        ({"name": "X", "role": 4711}, "role"),
        ({"name": "X", "role": "1"}, "role"),
        ({"name": "X", "role": True}, "role"),
        ({"name": "X", "parent": 4711}, "parent"),
        ({"name": "X", "owner": "nobody"}, "owner"),
        ({"name": "X", "owner": None}, "owner"),
        ({"name": "X", "billing_contact": 1}, "billing_contact"),
        ({"name": "X", "payment_conditions": -1}, "payment_conditions"),
        ({"name": "X", "payment_conditions": 1.5}, "payment_conditions"),
        ({"name": "X", "custom": {"4711": "x"}}, "custom.4711"),
        ({"name": "X", "custom": []}, "custom"),
        ([], ""),
    ],
)
def test_what_cannot_be_taken_is_422_with_the_field_and_nothing_is_made(cast, api, body, field):
    before = Company.objects.count()

    answer = api.user1.post("companies", body)

    assert answer.status_code == 422
    assert field in errors(answer)
    assert errors(answer)[field]
    assert Company.objects.count() == before


def test_every_problem_is_told_at_once(api):
    answer = api.user1.post("companies", {"name": "", "email": "x", "role": 4711})

    assert set(errors(answer)) == {"name", "email", "role"}


def test_an_unknown_parent_and_one_that_is_hidden_are_told_in_the_same_words(cast, api):
    hidden = make_company("Hidden", by=cast.admin, parent=None)

    one = api.user1.post("companies", {"name": "X", "parent": hidden.pk})
    other = api.user1.post("companies", {"name": "X", "parent": 4711})

    assert errors(one)["parent"].replace(str(hidden.pk), "") == errors(other)["parent"].replace("4711", "")


def test_custom_values_are_read_and_written_under_their_id(cast, api):
    made = api.admin.post("custom-fields", {"label": "Seats", "type": "numeric"}).json()
    path = f"companies/{cast.customer_a.pk}"

    answer = api.user1.patch(path, {"custom": {str(made["id"]): 12}})

    assert answer.json()["custom"] == {str(made["id"]): "12"}
    assert api.user1.patch(path, {"custom": {str(made["id"]): None}}).json()["custom"] == {}


def test_a_parent_that_one_cannot_see_is_kept_when_it_is_sent_back(cast, api):
    group = make_company("Group", by=cast.admin, parent=None)
    below = make_company("Below", by=cast.admin, parent=group.pk, owner="user1")

    read = api.user1.get(f"companies/{below.pk}").json()
    answer = api.user1.patch(f"companies/{below.pk}", {"parent": read["parent"], "phone": "1"})

    assert api.user1.get(f"companies/{group.pk}").status_code == 404
    assert answer.status_code == 200
    assert answer.json()["parent"] == group.pk


def test_a_billing_contact_is_not_told_to_whom_contacts_are_hidden_and_survives_him(cast, api):
    from hanse.setup.models import VisibilityEntry

    contact = make_contact("Ana", company=cast.customer_a, by=cast.admin)
    path = f"companies/{cast.customer_a.pk}"
    api.user1.patch(path, {"billing_contact": contact.pk})
    VisibilityEntry.objects.create(section="contacts", profile=cast.user1.profile)

    read = api.user1.get(path).json()
    api.user1.patch(path, {"billing_contact": read["billing_contact"], "phone": "1"})

    assert read["billing_contact"] is None
    assert Company.objects.get(pk=cast.customer_a.pk).billing_contact_id == contact.pk
    listed = api.user1.get("companies").json()["items"]
    assert [each["billing_contact"] for each in listed] == [None, None]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("country=ES", {"Acme"}),
        ("country=Spain&country=PT", {"Acme", "Bravo"}),
        ("owner=manager1", {"Customer #B"}),
        ("parent=none", set()),
        ("role=none&search=cust", {"Customer #A", "Customer #B"}),
        ("search=acm", {"Acme"}),
        ("active_from=2000-01-01&active_to=2000-01-02", set()),
        ("owner=nobody", set()),
    ],
)
def test_filters_and_search_narrow_the_list_and_its_total(cast, api, query, names):
    make_company("Acme", by=cast.user1, country="ES")
    make_company("Bravo", by=cast.user1, country="PT")

    answer = api.user1.get("companies", query).json()

    assert {each["name"] for each in answer["items"]} == names
    assert answer["total"] == len(names)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("cursor=x", "cursor"),
        ("role=x", "role"),
        ("active_from=yesterday", "active_from"),
    ],
)
def test_a_value_that_a_list_cannot_take_is_422(api, query, field):
    answer = api.user1.get("companies", query)

    assert (answer.status_code, set(errors(answer))) == (422, {field})


@pytest.mark.parametrize(
    "query",
    [
        "ordering=owner__password",
        "filter=owner__password",
        "owner__password=x",
        "sort=owner__password",
        "sort=-owner__password",
        "sort=--name",
        "sort=path",
        "name=Customer",
        "search_text=x",
        "id__in=1",
        "q=x",
        "country=%00",
    ],
)
def test_T_17_words_that_no_list_declared_are_400(api, query):
    assert api.user1.get("companies", query).status_code == 400


def test_an_unknown_sort_is_not_told_apart_from_an_unknown_parameter(api):
    answer = api.user1.get("companies", "sort=owner__password")

    assert set(errors(answer)) == {"sort"}


@pytest.mark.parametrize("sort", ["name", "-name", "last_activity", "-last_activity", "id", "-id"])
def test_a_walk_by_cursor_meets_every_row_once_also_where_many_share_a_value(cast, api, sort):
    moment = Company.objects.get(pk=cast.customer_a.pk).last_activity
    for number in range(11):
        parent = make_company(f"Parent {number}", by=cast.user1)
        make_company("Same", by=cast.user1, parent=parent.pk)
    Company.objects.update(last_activity=moment)

    met, cursor = [], ""
    while True:
        page = api.user1.get("companies", f"sort={sort}&limit=3&cursor={cursor}").json()
        met += [each["id"] for each in page["items"]]
        assert page["total"] == 24
        cursor = page["next"]
        if cursor is None:
            break

    assert len(met) == len(set(met)) == 24


def test_above_the_cap_the_total_is_null(cast, api, monkeypatch):
    from hanse.foundation import paging

    monkeypatch.setattr(paging, "COUNT_CAP", 1)

    assert api.user1.get("companies").json()["total"] is None


def test_T_16_no_column_of_the_model_can_be_smuggled_in(cast, api):
    columns = {field.name for field in Company._meta.get_fields()} | {
        field.attname for field in Company._meta.concrete_fields
    }
    allowed = {field.name for field in FIELDS}
    path = f"companies/{cast.customer_a.pk}"
    before = Company.objects.filter(pk=cast.customer_a.pk).values().get()

    for column in columns - allowed:
        assert api.admin.patch(path, {column: 1}).status_code == 400, column
        assert api.admin.post("companies", {"name": "New", column: 1}).status_code == 400, column

    assert Company.objects.filter(pk=cast.customer_a.pk).values().get() == before
    assert not Company.objects.filter(name="New").exists()


def test_an_unknown_field_is_named(cast, api):
    answer = api.user1.patch(f"companies/{cast.customer_a.pk}", {"phone": "1", "colour": "red"})

    assert answer.status_code == 400
    assert errors(answer) == {"colour": "There is no field “colour” here."}


def test_a_person_of_every_kind_reads_what_the_rule_says(cast, api):
    partner = make_company("Partner root", by=cast.admin, parent=None)
    loner = make_user("loner", profile="Manager")
    member = make_user("member", profile="Reader", company=cast.customer_a)
    make_company("Child of A", by=cast.admin, parent=cast.customer_a.pk, owner="user1")

    def names(caller):
        return {each["name"] for each in caller.get("companies").json()["items"]}

    assert names(api.admin) == {"My company", "Customer #A", "Customer #B", "Partner root", "Child of A"}
    assert names(caller_for(loner)) == set()
    assert names(caller_for(member)) == {"Customer #A", "Child of A"}
    assert api.user1.get(f"companies/{partner.pk}").status_code == 404
