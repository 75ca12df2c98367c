"""Imports at the API: hand in, check, run, take back."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hanse.companies.models import Company
from hanse.imports.models import Import
from hanse.setup.models import VisibilityEntry
from tests.api.conftest import caller_for, errors
from tests.factories import make_user

CSV = "Company,Country,E-mail\nAcme,Spain,office@acme.example\nBravo,France,nobody\nCharlie,Portugal,\n"


def hand_in(caller, content=CSV, *, name="customers.csv", headers=None, **form):
    if isinstance(content, str):
        content = content.encode()
    data = {"kind": "companies", "file": SimpleUploadedFile(name, content)} | form
    return caller.client.post(
        "/api/v1/imports",
        {key: value for key, value in data.items() if value is not None},
        headers={"Authorization": f"Bearer {caller.text}"} | (headers or {}),
    )


def test_a_file_is_handed_in_checked_run_and_taken_back(cast, api):
    started = hand_in(api.user1)
    path = f"imports/{started.json()['id']}"
    before = Company.objects.count()

    checked = api.user1.post(f"{path}/check")
    unwritten = Company.objects.count()
    done = api.user1.post(f"{path}/run")
    undone = api.user1.post(f"{path}/undo")

    assert (started.status_code, started["Location"]) == (201, f"/api/v1/{path}")
    assert started.json()["columns"] == {"Company": "name", "Country": "country", "E-mail": "email"}
    assert (checked.status_code, checked.json()["state"]) == (200, "checked")
    counts = ("rows", "created", "updated", "unchanged", "rejected")
    assert [checked.json()[name] for name in counts] == [3, 2, 0, 0, 1]
    assert unwritten == before
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert [done.json()[name] for name in counts] == [3, 2, 0, 0, 1]
    assert done.json()["errors"] == [
        {"row": 2, "column": "E-mail", "value": "nobody", "message": done.json()["errors"][0]["message"]}
    ]
    assert (undone.json()["state"], undone.json()["deleted"], undone.json()["conflicts"]) == ("undone", 2, 0)
    assert Company.objects.count() == before


def test_the_rows_are_journaled_as_the_import_they_came_with(api):
    path = f"imports/{hand_in(api.user1).json()['id']}"
    api.user1.post(f"{path}/run")
    acme = Company.objects.get(name="Acme")

    (row,) = api.user1.get(f"companies/{acme.pk}/history").json()["items"]

    assert (row["door"], row["by"], row["verb"]) == ("import", "user1", "created")
    assert row["import_id"] == int(path.partition("/")[2])


def test_the_reading_of_a_file_can_be_changed_before_it_runs(api):
    path = f"imports/{hand_in(api.user1, 'Firma;Unbekannt' + chr(10) + 'Acme;office@acme.example' + chr(10)).json()['id']}"
    assert api.user1.get(path).json()["unmapped"] == ["Unbekannt"]

    changed = api.user1.patch(path, {"columns": {"Unbekannt": "email"}})
    api.user1.post(f"{path}/run")
    late = api.user1.patch(path, {"columns": {"Unbekannt": None}})

    assert changed.json()["columns"]["Unbekannt"] == "email"
    assert Company.objects.get(name="Acme").email == "office@acme.example"
    assert late.status_code == 409


def test_options_come_with_the_form(api):
    given = {"columns": json.dumps({"Unbekannt": "phone"}), "all_or_nothing": "true", "delimiter": ";"}
    started = hand_in(api.user1, "Firma;Unbekannt\nAcme;123\n;456\n", **given)

    ran = api.user1.post(f"imports/{started.json()['id']}/run")

    assert started.json()["columns"]["Unbekannt"] == "phone"
    assert (ran.json()["state"], ran.json()["rejected"]) == ("refused", 1)
    assert not Company.objects.filter(name="Acme").exists()


@pytest.mark.parametrize(
    ("form", "status", "field"),
    [
        ({"kind": "colours"}, 422, "kind"),
        ({"kind": ""}, 422, "kind"),
        ({"file": None}, 422, "file"),
        ({"columns": "x"}, 422, "columns"),
        ({"columns": "[]"}, 422, "columns"),
        ({"values": '{"a": 1}'}, 422, "values"),
        ({"header": "perhaps"}, 422, "header"),
        ({"colour": "red"}, 400, "colour"),
        ({"made_by": "1"}, 400, "made_by"),
    ],
)
def test_a_form_that_makes_no_sense_is_told_by_field(api, form, status, field):
    answer = hand_in(api.user1, **form)

    assert (answer.status_code, set(errors(answer))) == (status, {field})
    assert not Import.objects.exists()


def test_what_is_no_upload_is_told(api):
    answer = api.user1.post("imports", {"kind": "companies"})

    assert (answer.status_code, "file" in errors(answer)) == (422, True)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff" * 50])
def test_what_is_no_table_is_told_in_words(api, content):
    answer = hand_in(api.user1, content)

    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_a_file_beyond_the_limit_is_413(api, settings):
    settings.UPLOAD_LIMIT = 20

    assert hand_in(api.user1).status_code == 413


def test_a_larger_file_is_left_to_a_worker(api, monkeypatch):
    from hanse.api.v1 import imports

    monkeypatch.setattr(imports, "AT_ONCE", 10)
    path = f"imports/{hand_in(api.user1).json()['id']}"

    answer = api.user1.post(f"{path}/run")

    assert answer.status_code in (200, 202)
    assert answer.json()["state"] in {"running", "done"}
    assert api.user1.post(f"{path}/stop").status_code == 202


def test_the_same_upload_with_a_key_comes_in_once(api):
    key = {"Idempotency-Key": "upload-1"}

    first, again = hand_in(api.user1, headers=key), hand_in(api.user1, headers=key)
    other = hand_in(api.user1, CSV + "Delta,Italy,\n", headers=key)

    assert first.content == again.content
    assert other.status_code == 422
    assert Import.objects.count() == 1


def test_errors_and_conflicts_come_in_pages(cast, api):
    content = "Company,E-mail\n" + "".join(f"Firm {n},nobody\n" for n in range(5)) + "Acme,\nBravo,\n"
    path = f"imports/{hand_in(api.user1, content).json()['id']}"
    api.user1.post(f"{path}/run")
    acme = Company.objects.get(name="Acme")
    api.user1.patch(f"companies/{acme.pk}", {"phone": "1"})
    api.user1.post(f"{path}/undo")

    rows, cursor = [], ""
    while cursor is not None:
        page = api.user1.get(f"{path}/errors", f"limit=2&cursor={cursor}").json()
        rows += [each["row"] for each in page["items"]]
        cursor = page["next"]
    (conflict,) = api.user1.get(f"{path}/conflicts").json()["items"]

    assert rows == [1, 2, 3, 4, 5]
    assert (conflict["kind"], conflict["id"], conflict["label"]) == ("company", acme.pk, "Acme")
    assert conflict["message"]
    assert api.user1.get(f"{path}/errors", "cursor=x").status_code == 422


def test_imports_are_their_makers_and_the_superadmins(cast, api):
    path = f"imports/{hand_in(api.user1).json()['id']}"

    for method, step in (("GET", ""), ("GET", "/errors"), ("GET", "/conflicts"), ("POST", "/check"), ("POST", "/run"),
                         ("POST", "/undo"), ("POST", "/stop"), ("PATCH", "")):  # fmt: skip
        body = {} if method == "PATCH" else None
        assert api.manager1.call(method, path + step, body).status_code == 404
        assert api.user2.call(method, path + step, body).status_code == 404
    assert api.manager1.get("imports").json()["total"] == 0
    assert api.user2.get("imports").status_code == 404
    assert api.user1.get("imports", "kind=companies&state=new").json()["total"] == 1
    assert api.admin.get(path).status_code == 200


def test_who_may_not_write_imports_nothing(cast, api):
    reader = caller_for(make_user("reader", profile="Reader", company=cast.my_company))

    assert hand_in(reader).status_code == 403
    assert hand_in(api.user2).status_code == 404
    assert not Import.objects.exists()


def test_a_kind_that_is_hidden_is_no_kind(cast, api):
    VisibilityEntry.objects.create(section="contacts", profile=cast.user1.profile)

    answer = hand_in(api.user1, kind="contacts")

    assert answer.status_code == 422
    assert "contacts" not in errors(answer)["kind"]


def test_nothing_can_be_undone_that_never_ran(api):
    path = f"imports/{hand_in(api.user1).json()['id']}"

    assert api.user1.post(f"{path}/undo").status_code == 409


def test_the_rejected_rows_come_as_a_file_that_can_come_in_again(api):
    content = "Company,E-mail,Comments\nAcme,nobody,=1+1\nBravo,b@example.com,fine\n,c@example.com,'=2\n"
    path = f"imports/{hand_in(api.user1, content).json()['id']}"
    api.user1.post(f"{path}/run")

    answer = api.user1.get(f"{path}/rejects")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer["Content-Disposition"].startswith("attachment")
    header, one, two = list(csv.reader(io.StringIO(text)))
    assert header == ["Company", "E-mail", "Comments", "Import row", "Import problem"]
    assert one[:4] == ["Acme", "nobody", "'=1+1", "1"]
    assert "E-mail: “nobody” is not an e-mail address" in one[4]
    assert two[:4] == ["", "c@example.com", "'=2", "3"]

    again = hand_in(api.user1, text.replace("nobody", "a@example.com").replace(",c@", "Charlie,c@")).json()
    ran = api.user1.post(f"imports/{again['id']}/run").json()

    assert (ran["created"], ran["rejected"], ran["unmapped"]) == (2, 0, [])
    assert Company.objects.get(name="Acme").comments == "=1+1"
    assert Company.objects.get(name="Charlie").comments == "=2"
