"""Everything that goes wrong below /api/ is a problem document, whoever says it."""

import logging

import pytest

from tests.api.conftest import Caller

MEMBERS = {"type", "title", "status", "detail", "errors"}


def shown(answer, status: int) -> dict:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert set(document) >= MEMBERS
    assert document["status"] == status
    assert document["type"].startswith("/api/v1/docs#")
    assert "Traceback" not in answer.content.decode()
    return document


@pytest.mark.parametrize(
    "path", ["/api/v1/nowhere", "/api/v1/", "/api/v1/companies/x", "/api/v2/companies", "/api/", "/api/x"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address_is_a_404_document(api, client, path, method):
    shown(api.user1.call(method, path), 404)
    shown(client.generic(method, path), 404)


def test_a_slash_too_many_is_told(api):
    assert "no slash at the end" in shown(api.user1.get("companies/"), 404)["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "companies", {"GET", "POST"}),
        ("POST", "me", {"GET"}),
        ("DELETE", "companies", {"GET", "POST"}),
    ],
)
def test_a_wrong_method_is_a_405_document_that_names_the_right_ones(api, method, path, allowed):
    answer = api.user1.call(method, path)

    shown(answer, 405)
    assert {each.strip() for each in answer["Allow"].split(",")} == allowed


def test_head_answers_as_get(cast, api):
    head, get = (api.user1.call(method, f"companies/{cast.customer_a.pk}") for method in ("HEAD", "GET"))

    assert (head.status_code, head["ETag"], head["Content-Type"]) == (200, get["ETag"], get["Content-Type"])
    assert api.user1.call("HEAD", "nowhere").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"name=Acme",
        b"\xff\xfe",
        b'{"name": NaN}',
        b'{"name": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":1e999}',
    ],
)
def test_what_is_no_json_is_400(api, body):
    answer = api.user1.client.generic(
        "POST",
        "/api/v1/companies",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {api.user1.text}"},
    )

    shown(answer, 400)


def test_no_body_where_one_belongs_is_422(api):
    assert shown(api.user1.post("companies"), 422)["errors"] == [
        {"field": "", "message": "Send a JSON object."}
    ]


def test_too_much_at_once_is_413(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    shown(api.user1.post("companies", {"name": "x" * 200}), 413)


def test_a_defect_tells_its_number_and_nothing_else(api, monkeypatch, caplog):
    from hanse.api.v1 import companies

    def broken(*args, **values):
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(companies, "create_company", broken)
    with caplog.at_level(logging.ERROR, logger="hanse.api"):
        answer = api.user1.post("companies", {"name": "Acme"}, X_Request_ID="number-4711")

    assert "number-4711" in shown(answer, 500)["detail"]
    assert "secret" not in answer.content.decode()
    assert [record.request_id for record in caplog.records if record.name == "hanse.api"] == ["number-4711"]


def test_a_busy_database_asks_for_patience(api, monkeypatch):
    from django.db import OperationalError

    from hanse.api.v1 import companies

    def busy(*args, **values):
        raise OperationalError("database is locked")

    monkeypatch.setattr(companies, "create_company", busy)
    answer = api.user1.post("companies", {"name": "Acme"})

    shown(answer, 503)
    assert answer["Retry-After"] == "2"


def test_a_foreign_host_is_refused_in_json(api):
    shown(api.user1.get("me", Host="evil.example"), 400)


def test_programs_are_answered_in_english_whatever_the_person_speaks(cast, api):
    type(cast.user1).objects.filter(pk=cast.user1.pk).update(language="es")

    unknown = api.user1.get("companies", "nonsense=1", Accept_Language="es")
    unsigned = Caller("no token").get("me", Accept_Language="es")

    assert shown(unknown, 400)["errors"] == [
        {"field": "nonsense", "message": "There is no query parameter “nonsense” here."}
    ]
    assert shown(unsigned, 401)["title"] == "Sign in with a token"


@pytest.mark.parametrize(
    "value", ["a" * 5000, "%F0%9F%98%80", "'; DROP TABLE companies_company; --", "%25%00", "\u202e"]
)
@pytest.mark.parametrize("word", ["search", "country", "owner", "role", "parent", "sort", "cursor", "limit"])
def test_T_18_no_value_of_a_parameter_breaks_a_list(api, word, value):
    from urllib.parse import quote

    answer = api.user1.get("companies", f"{word}={value if '%' in value else quote(value)}")

    assert answer.status_code in (200, 400, 422)


@pytest.mark.parametrize("sort", ["name", "last_activity", "id"])
@pytest.mark.parametrize(
    "inside",
    [
        '["{sort}",0,"\\u0000",1]', '["{sort}",0,"\\ud800",1]', '["{sort}",0,"x",99999999999999999999]', '["{sort}",0,NaN,1]',
        '["{sort}",0,1,-1]', '["{sort}",0,"9999-12-31T23:59:59+00:00",1]', '["{sort}",0,"2026-01-01",1]', '["{sort}",0,{{}},1]',
        "[]", "{{}}", "null", "[[[[",
    ],
)  # fmt: skip
def test_no_forged_cursor_breaks_a_list(api, sort, inside):
    import base64

    column = {"name": "sort_name"}.get(sort, sort)
    cursor = base64.urlsafe_b64encode(inside.format(sort=column).encode()).decode().rstrip("=")

    assert api.user1.get("companies", f"sort={sort}&cursor={cursor}").status_code in (200, 422)


@pytest.mark.parametrize(
    "path", ["companies/{}", "contacts/{}", "company-roles/{}", "custom-fields/{}", "profiles/{}"]
)
@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_no_id_is_too_large_to_be_missing(api, path, number, method):
    shown(api.admin.call(method, path.format(number), {} if method == "PATCH" else None), 404)


NAUGHTY = [
    "\u0000",
    "a\u0000b",
    "\u202eabc",
    "😀" * 50,
    "<script>alert(1)</script>",
    "{{7*7}}",
    "%s%n",
    "../../etc/passwd",
    "'\";--",
]


@pytest.mark.parametrize("value", NAUGHTY)
def test_no_text_breaks_a_field(cast, api, value):
    text = {"address", "tax_id", "country", "phone", "email", "website", "comments", "owner"}
    for name in text:
        answer = api.user1.post("companies", {"name": "Acme", name: value})

        assert answer.status_code in (201, 422), name
        if answer.status_code == 201:
            assert "\u0000" not in answer.json()[name]
            api.admin.delete(f"companies/{answer.json()['id']}")
    for body in ({"text": value}, {"text": "x", "kind": value}):
        assert api.user1.post(f"companies/{cast.customer_a.pk}/activity", body).status_code in (201, 422)
