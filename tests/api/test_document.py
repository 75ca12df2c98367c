"""The OpenAPI document and the docs: made from the code, kept in git, complete."""

import json
from pathlib import Path

import pytest

from hanse.api import guide
from hanse.api.problems import KINDS
from hanse.api.publishing import document, markdown

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_documents_in_git_are_those_of_the_code():
    """When this fails: `python -m hanse.api.publish`."""
    assert json.loads((DOCS / "openapi.json").read_text()) == document()
    assert (DOCS / "api.md").read_text() == markdown()


def test_the_document_is_openapi_3_1_and_served_to_everybody(client):
    answer = client.get("/api/v1/openapi.json")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == document()
    assert document()["openapi"].startswith("3.1")


def test_every_reference_leads_somewhere():
    text = json.dumps(document())
    components = document()["components"]

    references = {part.split('"')[0] for part in text.split('"$ref": "#/components/')[1:]}

    assert references
    assert [each for each in references if each.split("/")[1] not in components[each.split("/")[0]]] == []


@pytest.mark.parametrize(
    ("path", "method", "details"),
    [(p, m, d) for p, operations in document()["paths"].items() for m, d in operations.items()],
)
def test_every_operation_says_what_it_takes_and_answers(path, method, details):
    answered = [status for status in details["responses"] if status < "400"]

    assert details["description"], path
    assert details["tags"]
    assert details["security"] == [{"BearerToken": []}]
    assert answered
    assert {"400", "401", "500"} <= set(details["responses"])
    assert all(parameter["description"] or parameter["in"] == "path" for parameter in details["parameters"])
    for content in (details.get("requestBody", {}), *details["responses"].values()):
        for told in content.get("content", {}).values():
            assert told["schema"]


def test_every_shown_record_and_every_body_has_an_example_that_fits():
    schemas = document()["components"]["schemas"]
    examples = {name: schema["examples"][0] for name, schema in schemas.items() if "examples" in schema}

    assert {"CompanyOut", "CompanyNew", "CompanyChange", "ContactOut", "FieldNew", "RoleOut"} <= set(examples)
    for name, example in examples.items():
        assert set(example) <= set(schemas[name]["properties"]), name
        assert set(schemas[name].get("required", ())) <= set(example), name


def test_the_docs_page_shows_every_operation_without_a_script(client):
    page = client.get("/api/v1/docs").content.decode()

    assert "<script" not in page
    for path, operations in document()["paths"].items():
        assert path in page
        for details in operations.values():
            assert f'id="{details["operationId"]}"' in page
    for kind in KINDS.values():
        assert f'id="{kind.anchor}"' in page


def test_every_kind_of_problem_is_explained():
    assert set(guide.MEANINGS) == set(KINDS)


@pytest.mark.parametrize(("path", "status"), [("docs", 405), ("openapi.json", 405)])
def test_the_docs_are_for_reading(api, path, status):
    assert api.user1.post(path, {}).status_code == status
