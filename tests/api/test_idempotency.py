"""The same POST sent again: one object, one answer."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.utils import timezone

from hanse.api.models import IdempotencyKey
from hanse.api.tasks import tidy_idempotency_keys
from hanse.companies.models import Company
from hanse.contacts.models import Contact
from tests.api.conftest import Caller, caller_for, errors

KEY = {"Idempotency_Key": "6f1c7d1e-0001"}


def test_the_first_answer_comes_again_and_nothing_is_made_again(api):
    first = api.user1.post("companies", {"name": "Acme"}, **KEY)
    again = api.user1.post("companies", {"name": "Acme"}, **KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    for name in ("ETag", "Location", "Content-Type"):
        assert again[name] == first[name]
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Company.objects.filter(name="Acme").count() == 1


def test_another_request_with_the_key_is_refused(cast, api):
    api.user1.post("companies", {"name": "Acme"}, **KEY)

    other_body = api.user1.post("companies", {"name": "Bravo"}, **KEY)
    other_path = api.user1.post(f"companies/{cast.customer_a.pk}/activity", {"text": "Hi"}, **KEY)

    assert (other_body.status_code, other_path.status_code) == (422, 422)
    assert set(errors(other_body)) == {"Idempotency-Key"}
    assert not Company.objects.filter(name="Bravo").exists()


def test_keys_belong_to_people(api):
    api.user1.post("companies", {"name": "Acme"}, **KEY)

    assert api.manager1.post("companies", {"name": "Bravo"}, **KEY).status_code == 201


def test_a_refusal_is_an_answer_too(cast, api):
    first = api.user1.post("companies", {"name": "Customer #A"}, **KEY)
    Company.objects.filter(pk=cast.customer_a.pk).update(name_key="freed")

    again = api.user1.post("companies", {"name": "Customer #A"}, **KEY)

    assert (first.status_code, again.status_code) == (422, 422)
    assert again.content == first.content


def test_a_defect_is_not_kept(api, monkeypatch):
    from hanse.api.v1 import companies

    with monkeypatch.context() as broken:
        broken.setattr(companies, "create_company", lambda *args, **values: 1 / 0)
        assert api.user1.post("companies", {"name": "Acme"}, **KEY).status_code == 500
    assert not IdempotencyKey.objects.exists()

    assert api.user1.post("companies", {"name": "Acme"}, **KEY).status_code == 201


def test_after_a_day_the_key_is_new(api):
    api.user1.post("companies", {"name": "Acme"}, **KEY)
    IdempotencyKey.objects.update(created_at=timezone.now() - datetime.timedelta(hours=25))

    assert api.user1.post("companies", {"name": "Bravo"}, **KEY).status_code == 201


def test_the_worker_forgets_old_answers_only(api):
    api.user1.post("companies", {"name": "Acme"}, **KEY)
    api.user1.post("companies", {"name": "Bravo"}, Idempotency_Key="another")
    old = IdempotencyKey.objects.filter(key="another")
    old.update(created_at=timezone.now() - datetime.timedelta(hours=25))

    assert tidy_idempotency_keys.func() == 1
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == [KEY["Idempotency_Key"]]


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\tb"])
def test_what_cannot_be_a_key_is_400(api, key):
    assert api.user1.post("companies", {"name": "Acme"}, Idempotency_Key=key).status_code == 400


def test_a_key_opens_nothing_that_is_closed_by_now(cast, api):
    from hanse.setup.models import VisibilityEntry

    api.user1.post("companies", {"name": "Acme"}, **KEY)
    VisibilityEntry.objects.create(section="companies", profile=None)

    assert api.user1.post("companies", {"name": "Acme"}, **KEY).status_code == 404


@pytest.fixture
def threads(transactional_db, cast, tmp_path, monkeypatch):
    """Twenty threads with connections of their own; on SQLite to a file with what the database in memory holds."""
    caller = caller_for(cast.user1)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "threads.sqlite3")])
        monkeypatch.setitem(connections.settings["default"], "NAME", str(tmp_path / "threads.sqlite3"))

    def closing(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        yield caller, lambda *calls: list(pool.map(closing, calls))


def test_twenty_at_the_same_moment_make_one_object(cast, threads):
    caller, run = threads
    body = {"company": cast.customer_a.pk, "full_name": "Ana"}

    answers = run(*[lambda: Caller(caller.text).post("contacts", body, **KEY)] * 20)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer for answer in answers) == 1
    assert run(lambda: Contact.objects.filter(full_name="Ana").count()) == [1]
