"""The OpenAPI document: what ninja reads from the operations, with our problems and without its noise."""

from functools import cache
from typing import Any

from django.utils import translation

from hanse.api.guide import GUIDE
from hanse.api.problems import CONTENT_TYPE, KINDS
from hanse.api.schema import ProblemDocument
from hanse.api.v1.api import api

ROOT = "api/v1/"
PROBLEM = {"$ref": "#/components/schemas/ProblemDocument"}


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document; the same whoever asks, in English."""
    with translation.override("en"):
        raw = api.get_openapi_schema(path_prefix=ROOT)
        schemas = raw["components"]["schemas"] | _problem_schemas()
        return {
            "openapi": raw["openapi"],
            "info": {
                "title": "Hanse API",
                "version": "1",
                "description": GUIDE,
                "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
            },
            "servers": [{"url": "/"}],
            "tags": [{"name": name} for name in _tags(raw["paths"])],
            "paths": {path: _path(operations) for path, operations in raw["paths"].items()},
            "components": {
                "schemas": {name: _ordered(_quiet(schemas[name])) for name in sorted(schemas)},
                "responses": _problem_responses(),
                "securitySchemes": {"BearerToken": {"type": "http", "scheme": "bearer"}},
            },
        }


def _tags(paths: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(tag for each in paths.values() for op in each.values() for tag in op["tags"]))


def _path(operations: dict[str, Any]) -> dict[str, Any]:
    return {method: _operation(details) for method, details in operations.items()}


def _operation(details: dict[str, Any]) -> dict[str, Any]:
    details = _quiet(details)
    details["summary"] = details["operationId"].replace("_", " ").capitalize()
    for parameter in details["parameters"]:
        parameter.setdefault("description", "")
    details["responses"] = {str(status): told for status, told in details["responses"].items()}
    return details


def _problem_schemas() -> dict[str, Any]:
    schema = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    return schema.pop("$defs") | {"ProblemDocument": schema}


def _problem_responses() -> dict[str, Any]:
    return {
        f"Problem{status}": {
            "description": str(kind.title),
            "content": {CONTENT_TYPE: {"schema": PROBLEM}},
        }
        for status, kind in KINDS.items()
    }


def _ordered(schema: dict[str, Any]) -> dict[str, Any]:
    """Put the fields of an example into the order of the fields, which pydantic sorts by name."""
    if "examples" in schema:
        names = list(schema["properties"])
        schema["examples"] = [
            {name: example[name] for name in names if name in example} for example in schema["examples"]
        ]
    return schema


def _quiet(part: Any) -> Any:
    """Leave out the titles that pydantic makes of the names; a field that is called title stays, and so do examples."""
    if isinstance(part, dict):
        return {
            name: value if name == "examples" else _quiet(value)
            for name, value in part.items()
            if not (name == "title" and isinstance(value, str))
        }
    return [_quiet(each) for each in part] if isinstance(part, list) else part
