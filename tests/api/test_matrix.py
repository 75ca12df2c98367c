"""Who gets what answer: every person of the cast at every operation, and nothing written where the answer is no."""

import hashlib
import re

import pytest
from django.apps import apps

from hanse.api.publishing import document
from hanse.api.v1.api import api as ninja
from hanse.companies.models import CompanyRole
from hanse.contacts.files import Home, add_file
from hanse.customfields.models import CustomField, FieldSection
from hanse.followups.actions import RECORDS
from hanse.setup.models import VisibilityEntry
from hanse.views.models import SavedView
from tests.api.conftest import caller_for
from tests.factories import acting, make_contact, make_user

PEOPLE = ("admin", "manager1", "user1", "user2")
# What a refused request may leave behind: that the token was used.
UNTOLD = {"accounts.Token"}


def state() -> str:
    """A hash over every row of every table."""
    digest = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        if model._meta.label not in UNTOLD:
            rows = model._base_manager.order_by("pk").values_list()
            digest.update(repr((model._meta.label, list(rows))).encode())
    return digest.hexdigest()


@pytest.fixture
def world(cast, settings, tmp_path):
    settings.FILES = str(tmp_path)
    cast.contact_a = make_contact("Ana", company=cast.customer_a, by=cast.admin)
    cast.contact_b = make_contact("Bea", company=cast.customer_b, by=cast.admin)
    cast.contact_my = make_contact("Me", company=cast.my_company, by=cast.admin)
    cast.role = CompanyRole.objects.get(name="Other")
    cast.section = FieldSection.objects.create(name="Products")
    cast.field = CustomField.objects.create(label="Uses", section=cast.section)
    cast.view = SavedView.objects.create(list="companies", name="Ours", owner=cast.user1, shared="everyone")
    cast.twin_a = make_contact("Anna", company=cast.customer_a, by=cast.admin)
    cast.twin_b = make_contact("Beate", company=cast.customer_b, by=cast.admin)
    planned = {"text": "Call", "due_on": "2026-12-01", "person": "admin"}
    cast.step_my = RECORDS.create(planned | {"company": cast.my_company.pk}, by=acting(cast.admin))
    cast.step_a = RECORDS.create(planned | {"company": cast.customer_a.pk}, by=acting(cast.admin))
    cast.step_b = RECORDS.create(planned | {"company": cast.customer_b.pk}, by=acting(cast.admin))
    cast.nobody = 999_999
    for name, home in {
        "my": Home(cast.my_company.pk),
        "a": Home(cast.customer_a.pk),
        "b": Home(cast.customer_b.pk),
        "of_b": Home(contact_id=cast.contact_b.pk),
    }.items():
        setattr(cast, f"file_{name}", add_file(home, {"name": "x.txt"}, [b"x"], by=acting(cast.admin)))
    return cast


STEP = {"text": "Call", "due_on": "2026-12-01"}
# method, path, body, then the statuses of admin, manager1 (My, manage), user1 (My, write), user2 (Customer #A, nothing).
TABLE = [
    ("GET", "companies", None, (200, 200, 200, 404)),
    ("POST", "companies", {"name": "New"}, (201, 201, 201, 404)),
    ("GET", "companies/{my_company}", None, (200, 404, 404, 404)),
    ("PATCH", "companies/{my_company}", {"phone": "1"}, (200, 404, 404, 404)),
    ("DELETE", "companies/{my_company}", None, (409, 404, 404, 404)),
    ("GET", "companies/{customer_a}", None, (200, 200, 200, 404)),
    ("PATCH", "companies/{customer_a}", {"phone": "1"}, (200, 200, 200, 404)),
    ("GET", "companies/{customer_b}", None, (200, 200, 200, 404)),
    ("PATCH", "companies/{customer_b}", {"phone": "1"}, (200, 200, 403, 404)),
    ("DELETE", "companies/{customer_b}", None, (204, 204, 403, 404)),
    ("GET", "companies/{nobody}", None, (404, 404, 404, 404)),
    ("PATCH", "companies/{nobody}", {"phone": "1"}, (404, 404, 404, 404)),
    ("DELETE", "companies/{nobody}", None, (404, 404, 404, 404)),
    ("GET", "companies/{my_company}/activity", None, (200, 404, 404, 404)),
    ("GET", "companies/{customer_b}/activity", None, (200, 200, 200, 404)),
    ("POST", "companies/{my_company}/activity", {"text": "Hi"}, (201, 404, 404, 404)),
    ("POST", "companies/{customer_a}/activity", {"text": "Hi"}, (201, 201, 201, 404)),
    ("POST", "companies/{customer_b}/activity", {"text": "Hi"}, (201, 201, 403, 404)),
    ("GET", "companies/{my_company}/history", None, (200, 404, 404, 404)),
    ("GET", "companies/{customer_b}/history", None, (200, 200, 200, 404)),
    ("GET", "companies/{my_company}/access", None, (200, 404, 404, 404)),
    ("GET", "companies/{customer_b}/access", None, (200, 200, 200, 404)),
    ("GET", "contacts", None, (200, 200, 200, 404)),
    ("POST", "contacts", {"company": "{customer_a}", "full_name": "N"}, (201, 201, 201, 404)),
    ("POST", "contacts", {"company": "{customer_b}", "full_name": "N"}, (201, 201, 403, 404)),
    ("POST", "contacts", {"company": "{my_company}", "full_name": "N"}, (201, 422, 422, 404)),
    ("GET", "contacts/{contact_my}", None, (200, 404, 404, 404)),
    ("GET", "contacts/{contact_a}", None, (200, 200, 200, 404)),
    ("GET", "contacts/{contact_b}", None, (200, 200, 200, 404)),
    ("PATCH", "contacts/{contact_my}", {"phone": "1"}, (200, 404, 404, 404)),
    ("PATCH", "contacts/{contact_a}", {"phone": "1"}, (200, 200, 200, 404)),
    ("PATCH", "contacts/{contact_b}", {"phone": "1"}, (200, 200, 403, 404)),
    ("PATCH", "contacts/{contact_a}", {"company": "{my_company}"}, (200, 422, 422, 404)),
    ("PATCH", "contacts/{contact_a}", {"company": "{customer_b}"}, (200, 200, 403, 404)),
    ("DELETE", "contacts/{contact_my}", None, (204, 404, 404, 404)),
    ("DELETE", "contacts/{contact_a}", None, (204, 204, 204, 404)),
    ("DELETE", "contacts/{contact_b}", None, (204, 204, 403, 404)),
    ("GET", "contacts/{contact_b}/activity", None, (200, 200, 200, 404)),
    ("GET", "contacts/{contact_my}/activity", None, (200, 404, 404, 404)),
    ("POST", "contacts/{contact_my}/activity", {"text": "Hi"}, (201, 404, 404, 404)),
    ("POST", "contacts/{contact_b}/activity", {"text": "Hi"}, (201, 201, 403, 404)),
    ("GET", "contacts/{contact_my}/history", None, (200, 404, 404, 404)),
    ("GET", "contacts/{contact_b}/history", None, (200, 200, 200, 404)),
    ("GET", "contacts/{contact_my}/access", None, (200, 404, 404, 404)),
    ("GET", "contacts/{contact_b}/access", None, (200, 200, 200, 404)),
    ("GET", "companies/{my_company}/move", None, (404, 404, 404, 404)),
    ("GET", "companies/{customer_b}/move", None, (404, 404, 403, 404)),
    ("GET", "companies/{my_company}/duplicates", None, (200, 404, 404, 404)),
    ("GET", "companies/{customer_b}/duplicates", None, (200, 200, 200, 404)),
    ("POST", "companies/{customer_a}/merge", {"others": ["{customer_b}"]}, (200, 200, 403, 404)),
    ("POST", "companies/{customer_a}/merge", {"others": ["{my_company}"]}, (409, 404, 404, 404)),
    ("GET", "contacts/{contact_my}/duplicates", None, (200, 404, 404, 404)),
    ("GET", "contacts/{contact_b}/duplicates", None, (200, 200, 200, 404)),
    ("POST", "contacts/{contact_a}/merge", {"others": ["{twin_a}"]}, (200, 200, 200, 404)),
    ("POST", "contacts/{contact_b}/merge", {"others": ["{twin_b}"]}, (200, 200, 403, 404)),
    ("POST", "contacts/{contact_a}/merge", {"others": ["{contact_my}"]}, (200, 404, 404, 404)),
    ("GET", "follow-ups", None, (200, 200, 200, 404)),
    ("POST", "follow-ups", STEP | {"company": "{customer_a}"}, (201, 201, 201, 404)),
    ("POST", "follow-ups", STEP | {"company": "{customer_b}"}, (201, 201, 403, 404)),
    ("POST", "follow-ups", STEP | {"company": "{my_company}"}, (201, 422, 422, 404)),
    ("GET", "follow-ups/{step_my}", None, (200, 404, 404, 404)),
    ("GET", "follow-ups/{step_b}", None, (200, 200, 200, 404)),
    ("PATCH", "follow-ups/{step_my}", {"done": True}, (200, 404, 404, 404)),
    ("PATCH", "follow-ups/{step_a}", {"done": True}, (200, 200, 200, 404)),
    ("PATCH", "follow-ups/{step_b}", {"done": True}, (200, 200, 403, 404)),
    ("DELETE", "follow-ups/{step_my}", None, (204, 404, 404, 404)),
    ("DELETE", "follow-ups/{step_b}", None, (204, 204, 403, 404)),
    ("POST", "follow-ups/{step_b}/restore", {"change": 999999}, (200, 200, 403, 404)),
    ("GET", "follow-ups/{step_my}/history", None, (200, 404, 404, 404)),
    ("GET", "follow-ups/{step_b}/history", None, (200, 200, 200, 404)),
    ("GET", "follow-ups/{step_my}/access", None, (200, 404, 404, 404)),
    ("GET", "follow-ups/{step_b}/access", None, (200, 200, 200, 404)),
    ("GET", "companies/{my_company}/files", None, (200, 404, 404, 404)),
    ("GET", "companies/{customer_b}/files", None, (200, 200, 200, 404)),
    ("POST", "companies/{my_company}/files", None, (422, 404, 404, 404)),
    ("POST", "companies/{customer_a}/files", None, (422, 422, 422, 404)),
    ("POST", "companies/{customer_b}/files", None, (422, 422, 403, 404)),
    ("GET", "contacts/{contact_my}/files", None, (200, 404, 404, 404)),
    ("GET", "contacts/{contact_b}/files", None, (200, 200, 200, 404)),
    ("POST", "contacts/{contact_my}/files", None, (422, 404, 404, 404)),
    ("POST", "contacts/{contact_b}/files", None, (422, 422, 403, 404)),
    ("GET", "files/{file_my}", None, (200, 404, 404, 404)),
    ("GET", "files/{file_b}", None, (200, 200, 200, 404)),
    ("GET", "files/{nobody}", None, (404, 404, 404, 404)),
    ("GET", "files/{file_my}/content", None, (200, 404, 404, 404)),
    ("GET", "files/{file_of_b}/content", None, (200, 200, 200, 404)),
    ("PATCH", "files/{file_my}", {"description": "x"}, (200, 404, 404, 404)),
    ("PATCH", "files/{file_a}", {"description": "x"}, (200, 200, 200, 404)),
    ("PATCH", "files/{file_of_b}", {"description": "x"}, (200, 200, 403, 404)),
    ("DELETE", "files/{file_my}", None, (204, 404, 404, 404)),
    ("DELETE", "files/{file_a}", None, (204, 204, 204, 404)),
    ("DELETE", "files/{file_b}", None, (204, 204, 403, 404)),
    ("POST", "companies/{my_company}/restore", {"change": 999999}, (200, 404, 404, 404)),
    ("POST", "companies/{customer_b}/restore", {"change": 999999}, (200, 200, 403, 404)),
    ("POST", "companies/{nobody}/restore", {}, (404, 404, 404, 404)),
    ("POST", "contacts/{contact_my}/restore", {"change": 999999}, (200, 404, 404, 404)),
    ("POST", "contacts/{contact_b}/restore", {"change": 999999}, (200, 200, 403, 404)),
    ("POST", "contacts/{nobody}/restore", {}, (404, 404, 404, 404)),
    ("GET", "trash", None, (200, 200, 200, 404)),
    ("POST", "undo/{nobody}", None, (404, 404, 404, 404)),
    ("GET", "company-roles", None, (200, 200, 200, 404)),
    ("POST", "company-roles", {"name": "New"}, (201, 403, 403, 404)),
    ("GET", "company-roles/{role}", None, (200, 200, 200, 404)),
    ("PATCH", "company-roles/{role}", {"description": "x"}, (200, 403, 403, 404)),
    ("DELETE", "company-roles/{role}", None, (204, 403, 403, 404)),
    ("GET", "custom-fields", None, (200, 200, 200, 404)),
    ("POST", "custom-fields", {"label": "New"}, (201, 403, 403, 404)),
    ("GET", "custom-fields/{field}", None, (200, 200, 200, 404)),
    ("PATCH", "custom-fields/{field}", {"order": 3}, (200, 403, 403, 404)),
    ("DELETE", "custom-fields/{field}", None, (204, 403, 403, 404)),
    ("GET", "custom-field-sections", None, (200, 200, 200, 404)),
    ("POST", "custom-field-sections", {"name": "New"}, (201, 403, 403, 404)),
    ("GET", "custom-field-sections/{section}", None, (200, 200, 200, 404)),
    ("PATCH", "custom-field-sections/{section}", {"order": 3}, (200, 403, 403, 404)),
    ("DELETE", "custom-field-sections/{section}", None, (204, 403, 403, 404)),
    ("GET", "saved-views", None, (200, 200, 200, 200)),
    ("POST", "saved-views", {"list": "companies", "name": "V"}, (201, 201, 201, 404)),
    ("GET", "saved-views/{view}", None, (200, 200, 200, 404)),
    ("PATCH", "saved-views/{view}", {"name": "W"}, (200, 403, 200, 404)),
    ("DELETE", "saved-views/{view}", None, (204, 403, 204, 404)),
    ("GET", "me", None, (200, 200, 200, 200)),
    ("GET", "search", None, (422, 422, 422, 422)),
    ("GET", "users", None, (200, 200, 200, 200)),
    ("POST", "users", {"username": "new"}, (201, 404, 404, 404)),
    ("GET", "users/user2", None, (200, 200, 200, 200)),
    ("GET", "users/manager1", None, (200, 200, 200, 404)),
    ("PATCH", "users/user1", {"full_name": "x"}, (200, 404, 404, 404)),
    ("GET", "profiles", None, (200, 404, 404, 404)),
    ("POST", "profiles", {"name": "New"}, (201, 404, 404, 404)),
    ("GET", "profiles/{profile}", None, (200, 404, 404, 404)),
    ("PATCH", "profiles/{profile}", {"name": "x"}, (200, 404, 404, 404)),
    ("DELETE", "profiles/{profile}", None, (204, 404, 404, 404)),
]


def filled(part, world):
    """The ids of the world in the place of their names."""
    if isinstance(part, dict):
        return {name: filled(value, world) for name, value in part.items()}
    if isinstance(part, list):
        return [filled(value, world) for value in part]
    if not isinstance(part, str):
        return part
    ids = {name: getattr(value, "pk", value) for name, value in vars(world).items()} | {
        "profile": world.spare_profile.pk
    }
    whole = re.fullmatch(r"\{(\w+)\}", part)
    return (
        ids[whole.group(1)] if whole else re.sub(r"\{(\w+)\}", lambda found: str(ids[found.group(1)]), part)
    )


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("method", "path", "body", "statuses"), TABLE)
def test_T_03_T_04_each_person_gets_the_answer_of_the_rule(world, api, method, path, body, statuses, who):
    from hanse.accounts.models import Profile

    world.spare_profile = Profile.objects.create(name="Spare")
    before = state()

    answer = getattr(api, who).call(method, filled(path, world), filled(body, world))

    assert answer.status_code == statuses[PEOPLE.index(who)]
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert state() == before


def test_the_table_knows_every_operation():
    known = {(method.lower(), re.sub(r"\{\w+\}|(?<=users/)\w+", "{}", path)) for method, path, _, _ in TABLE}
    offered = {
        (method, re.sub(r"\{\w+\}", "{}", path.removeprefix("/api/v1/")))
        for path, operations in document()["paths"].items()
        for method in operations
        if not path.startswith("/api/v1/imports")
    }

    assert offered - known == set()


def test_every_operation_has_a_policy():
    operations = [
        operation
        for router in ninja._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]

    assert operations
    assert [each for each in operations if not getattr(each.view_func, "policy", "")] == []


@pytest.mark.parametrize(("method", "path", "body", "statuses"), TABLE)
def test_without_a_good_token_nothing_opens(world, client, method, path, body, statuses):
    from hanse.accounts.models import Profile

    world.spare_profile = Profile.objects.create(name="Spare")
    client.force_login(world.admin, backend="hanse.accounts.backend.HanseBackend")
    before = state()

    for header in (
        {},
        {"Authorization": "Bearer hanse_nothing"},
        {"Authorization": "Basic YWRtaW46YWRtaW4="},
    ):
        answer = client.generic(
            method, f"/api/v1/{filled(path, world)}", b"{}", content_type="application/json", headers=header
        )

        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["status"] == 401
    assert state() == before


@pytest.mark.parametrize(("method", "path", "body", "statuses"), [row for row in TABLE if row[0] != "GET"])
def test_a_token_that_may_read_changes_nothing(world, method, path, body, statuses):
    from hanse.accounts.models import Profile

    world.spare_profile = Profile.objects.create(name="Spare")
    reader = caller_for(world.admin, read_only=True)
    before = state()

    answer = reader.call(method, filled(path, world), filled(body, world))

    assert answer.status_code == 403
    assert state() == before


def test_a_hidden_section_answers_like_an_address_that_never_was(world, api):
    VisibilityEntry.objects.create(section="contacts", profile=None)
    nowhere = api.manager1.get("nowhere")

    for path in ("contacts", f"contacts/{world.contact_a.pk}", f"contacts/{world.contact_a.pk}/activity"):
        hidden = api.manager1.get(path)

        assert (hidden.status_code, hidden.json()) == (404, nowhere.json())
    assert api.manager1.post("contacts", {"nonsense": 1}).json() == nowhere.json()
    assert api.admin.get("contacts").status_code == 200


def test_one_who_may_only_read_is_told_so_before_his_body_is_read(cast):
    reader = caller_for(make_user("reader", profile="Reader", company=cast.my_company))

    assert reader.post("companies", {"nonsense": 1}).status_code == 403
    assert reader.post("contacts", None).status_code == 403


def test_a_record_one_may_not_see_answers_as_one_that_does_not_exist(world, api):
    for path in ("companies/{}", "companies/{}/history", "contacts/{}", "contacts/{}/access"):
        unseen = world.my_company.pk if path.startswith("companies") else world.contact_my.pk
        for method in ("GET", "PATCH", "DELETE") if path.endswith("{}") else ("GET",):
            body = {} if method == "PATCH" else None
            hidden = api.user1.call(method, path.format(unseen), body, X_Request_ID="same-request")
            missing = api.user1.call(method, path.format(999_999), body, X_Request_ID="same-request")

            assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
            assert hidden.headers == missing.headers


def test_T_05_rights_end_with_the_next_request(cast, api):
    from hanse.accounts.models import Profile, User

    assert api.user1.get("companies").json()["total"] == 2
    User.objects.filter(pk=cast.user1.pk).update(company=None)
    assert api.user1.get("companies").json()["total"] == 1
    User.objects.filter(pk=cast.user1.pk).update(profile=Profile.objects.get(name="Support"))
    assert api.user1.get("companies").status_code == 404
    User.objects.filter(pk=cast.user1.pk).update(is_active=False)
    assert api.user1.get("companies").status_code == 401


def test_a_token_for_something_else_does_not_open_the_api(cast):
    meter = caller_for(cast.admin, scopes=["metrics"])
    both = caller_for(cast.admin, scopes=["metrics", "api"])

    assert meter.get("me").status_code == 403
    assert both.get("me").status_code == 200
