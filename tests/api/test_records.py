"""What every record answers besides its fields: activity, history, access."""

import datetime

import pytest
from django.utils import timezone

from hanse.activity.models import Activity
from hanse.journal.models import Change
from hanse.setup.models import VisibilityEntry
from tests.api.conftest import errors
from tests.factories import make_contact


def test_a_note_on_a_contact_is_read_at_the_contact_and_at_its_company(cast, api):
    contact = make_contact("Ana", company=cast.customer_a, by=cast.user1)

    written = api.user1.post(f"contacts/{contact.pk}/activity", {"kind": "call", "text": "Wants an offer."})

    assert written.status_code == 201
    entry = written.json()
    assert (entry["kind"], entry["text"], entry["by"], entry["company"], entry["contact"], entry["automatic"]) == (
        "call", "Wants an offer.", "user1", cast.customer_a.pk, contact.pk, False,
    )  # fmt: skip
    for path in (f"contacts/{contact.pk}", f"companies/{cast.customer_a.pk}"):
        items = api.user1.get(f"{path}/activity").json()["items"]
        assert items[0] == entry
        assert items[1]["kind"] == "contact_created"
        assert items[1]["automatic"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"text": ""}, 422, "text"),
        ({"text": " \n "}, 422, "text"),
        ({}, 422, "text"),
        ({"text": "Hi", "kind": "fax"}, 422, "kind"),
        ({"text": "Hi", "by": "admin"}, 400, "by"),
        ({"text": "Hi", "at": "2020-01-01"}, 400, "at"),
    ],
)
def test_what_is_no_activity_is_refused(cast, api, body, status, field):
    answer = api.user1.post(f"companies/{cast.customer_a.pk}/activity", body)

    assert (answer.status_code, set(errors(answer))) == (status, {field})
    assert not Activity.objects.exists()


def test_a_walk_through_a_timeline_meets_every_entry_once_also_at_one_moment(cast, api):
    path = f"companies/{cast.customer_a.pk}/activity"
    for number in range(9):
        api.user1.post(path, {"text": f"Note {number}"})
        api.user1.patch(f"companies/{cast.customer_a.pk}", {"phone": str(number)})
    moment = timezone.now()
    Activity.objects.update(at=moment)
    Change.objects.update(at=moment)
    Activity.objects.filter(text="Note 0").update(at=moment - datetime.timedelta(hours=1))

    met, cursor = [], ""
    while True:
        page = api.user1.get(path, f"limit=4&cursor={cursor}").json()
        met += [(each["id"], each["kind"], str(each["fields"])) for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert len(met) == len(set(met)) == 9 + 9 + 1
    assert met[-1][0] == Activity.objects.get(text="Note 0").pk


def test_whom_contacts_are_hidden_from_reads_nothing_of_them_in_the_timeline(cast, api):
    contact = make_contact("Ana", company=cast.customer_a, by=cast.user1)
    api.user1.post(f"contacts/{contact.pk}/activity", {"text": "Secret of Ana"})
    VisibilityEntry.objects.create(section="contacts", profile=cast.user1.profile)

    answer = api.user1.get(f"companies/{cast.customer_a.pk}/activity")

    assert "Ana" not in answer.content.decode()
    assert answer.json()["items"]


def test_the_history_tells_who_changed_what_by_which_door(cast, api):
    path = f"companies/{cast.customer_a.pk}"
    api.user1.patch(path, {"phone": "1", "email": "a@example.com"})

    newest, oldest = api.user1.get(f"{path}/history").json()["items"]

    assert newest["fields"] == {"phone": ["", "1"], "email": ["", "a@example.com"]}
    assert (newest["by"], newest["door"], newest["verb"], newest["import_id"]) == (
        "user1",
        "api",
        "updated",
        None,
    )
    assert (oldest["by"], oldest["verb"]) == ("admin", "created")
    assert oldest["fields"]["name"] == [None, "Customer #A"]


def test_a_walk_through_the_history_meets_every_change_once(cast, api):
    path = f"companies/{cast.customer_a.pk}"
    for number in range(7):
        api.user1.patch(path, {"phone": str(number)})

    met, query = [], "limit=3"
    while query:
        page = api.user1.get(f"{path}/history", query).json()
        met += [each["id"] for each in page["items"]]
        query = f"limit=3&cursor={page['next']}" if page["next"] else ""

    assert met == sorted(set(met), reverse=True)
    assert len(met) == 8


@pytest.mark.parametrize("record", ["activity", "history"])
@pytest.mark.parametrize("cursor", ["x", "-1", "bnVsbA", "W10", "WyIyMDI2LTAxLTAxIiwxXQ", "9" * 30])
def test_a_cursor_that_is_none_is_refused(cast, api, record, cursor):
    answer = api.user1.get(f"companies/{cast.customer_a.pk}/{record}", f"cursor={cursor}")

    assert (answer.status_code, set(errors(answer))) == (422, {"cursor"})


def test_access_names_everybody_who_sees_it_and_the_rule(cast, api):
    answer = api.user1.get(f"companies/{cast.customer_a.pk}/access").json()

    told = {
        each["user"]: (each["may_modify"], [rule["code"] for rule in each["rules"]])
        for each in answer["items"]
    }
    assert told == {
        "admin": (True, ["A1"]),
        "user1": (True, ["A3", "A4", "A5"]),
        "manager1": (True, ["A4", "A5"]),
    }
    assert answer["total"] == 3
    assert all(rule["why"] for each in answer["items"] for rule in each["rules"])


def test_access_to_a_contact_obeys_the_section_of_contacts(cast, api):
    contact = make_contact("Ana", company=cast.customer_a, by=cast.user1)
    VisibilityEntry.objects.create(section="contacts", profile=cast.user1.profile)

    answer = api.manager1.get(f"contacts/{contact.pk}/access").json()

    assert {each["user"] for each in answer["items"]} == {"admin", "manager1"}
