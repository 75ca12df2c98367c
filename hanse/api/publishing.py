"""The OpenAPI document: what ninja reads from the operations, with our problems and without its noise."""

import json
from functools import cache
from typing import Any

from django.utils import translation

from hanse.api.guide import GUIDE, problem_kinds
from hanse.api.problems import CONTENT_TYPE, KINDS
from hanse.api.schema import ProblemDocument
from hanse.api.v1.api import api

ROOT = "api/v1/"
REF = "#/components/schemas/"
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


def markdown() -> str:
    """Return the same as a page to read in the repository: the guide, and each operation with a request and an answer."""
    schema = document()
    parts = ["# The API", "Made from the code by `python -m hanse.api.publish`.", GUIDE]
    parts += [f"- **{each['status']} {each['title']}**: {each['meaning']}" for each in problem_kinds()]
    for path, operations in schema["paths"].items():
        for method, details in operations.items():
            parts.append(_told(schema, path, method, details))
    return "\n\n".join(parts) + "\n"


def _told(schema: dict[str, Any], path: str, method: str, details: dict[str, Any]) -> str:
    status, answered = next((s, told) for s, told in details["responses"].items() if s < "400")
    shown = answered.get("content", {}).get("application/json", {}).get("schema")
    body = details.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    words = [each["name"] for each in details["parameters"] if each["in"] != "path"]
    lines = [f"## {method.upper()} {path}", details["description"]]
    if words:
        lines.append("Parameters: " + ", ".join(f"`{word}`" for word in words) + ".")
    if request := example_of(schema, body):
        lines.append(f"```json\n{request}\n```")
    lines.append(f"Answer {status}" + (":" if shown else "."))
    if answer := example_of(schema, shown):
        lines.append(f"```json\n{answer}\n```")
    return "\n\n".join(lines)


def example_of(schema: dict[str, Any], part: dict[str, Any] | None) -> str:
    """Return the example of a schema as text; of a list, one page with its one example row."""
    model = resolved(schema, part)
    if "examples" in model:
        return json.dumps(model["examples"][0], indent=2, ensure_ascii=False)
    row = resolved(schema, model.get("properties", {}).get("items", {}).get("items"))
    if "examples" in row:
        page = {"items": [row["examples"][0]], "next": None, "total": 1}
        return json.dumps(page, indent=2, ensure_ascii=False)
    return ""


def resolved(schema: dict[str, Any], part: dict[str, Any] | None) -> dict[str, Any]:
    """Return the schema that `part` is or refers to; an empty one for nothing."""
    part = part or {}
    if "$ref" in part:
        return schema["components"]["schemas"][part["$ref"].removeprefix(REF)]
    return part
