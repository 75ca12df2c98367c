"""How many questions a page asks the database: the budgets of the house, whoever looks and however much there is."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hanse.companies import extent
from tests.factories import make_company, make_contact

LIST, RECORD, KEYSTROKE = 8, 15, 10


@pytest.fixture(params=["few", "many"])
def scope(request, monkeypatch):
    """A small scope is written out as ids; a large one as the rules."""
    if request.param == "many":
        monkeypatch.setattr(extent, "SMALL", 0)


@pytest.fixture
def crowd(cast, scope):
    for number in range(60):
        company = make_company(f"Firm {number:02}", by=cast.user1, parent=cast.customer_a.pk)
        make_contact(f"Person {number:02}", company=company, by=cast.user1)
    return cast


def asked(user, path) -> list[str]:
    client = Client()
    client.force_login(user, backend="hanse.accounts.backend.HanseBackend")
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as questions:
        response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return [each["sql"][:90] for each in questions if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize("who", ["admin", "user1", "manager1"])
@pytest.mark.parametrize(
    "path",
    [
        "/companies/",
        "/companies/?sort=name&country=ES",
        "/companies/?search=firm",
        "/companies/?parent=none",
        "/contacts/",
        "/contacts/?search=person",
    ],
)
def test_a_list(crowd, who, path):
    questions = asked(getattr(crowd, who), path)

    assert len(questions) <= LIST, questions


@pytest.mark.parametrize("who", ["admin", "user1", "manager1"])
@pytest.mark.parametrize("tab", ["", "?tab=contacts", "?tab=activity", "?tab=subsidiaries", "?tab=history"])
def test_a_record(crowd, who, tab):
    questions = asked(getattr(crowd, who), f"/companies/{crowd.customer_a.pk}/{tab}")

    assert len(questions) <= RECORD, questions


@pytest.mark.parametrize("who", ["admin", "user1"])
@pytest.mark.parametrize(
    "path", ["/search/?q=f", "/search/?q=firm", "/companies/pick/?q=firm", "/companies/people/?q=u"]
)
def test_a_keystroke(crowd, who, path):
    questions = asked(getattr(crowd, who), path)

    assert len(questions) <= KEYSTROKE, questions


@pytest.mark.parametrize(
    "path", ["/api/v1/companies", "/api/v1/contacts?limit=20", "/api/v1/companies?search=firm"]
)
def test_a_list_of_the_api(crowd, path):
    from hanse.accounts.tokens import make_token

    _token, text = make_token(crowd.user1, "test")
    client = Client(headers={"authorization": f"Bearer {text}"})
    client.get(path)

    with CaptureQueriesContext(connection) as questions:
        answer = client.get(path)

    assert json.loads(answer.content)["items"]
    assert len(questions) <= LIST
