"""The docs page and the OpenAPI document, both from the code itself; and the answer to every unknown address."""

import re
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from hanse.api import guide
from hanse.api.problems import problem
from hanse.api.publishing import REF, document, example_of, resolved

METHODS = {"get": "ok", "post": "accent", "patch": "warn", "delete": "bad"}


def _public(view):
    view.policy = "public"
    return view


@_public
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document; the same for everybody."""
    return HttpResponse(msgspec.json.encode(document()), content_type="application/json")


@_public
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Show the guide and every operation."""
    return render(
        request,
        "api/docs.html",
        {
            "parts": [_part(part) for part in guide.PARTS],
            "problems": [each | {"meaning": _text(each["meaning"])} for each in guide.problem_kinds()],
            "rooms": rooms(document()),
        },
    )


@_public
# A program that posts to a wrong address has no form key, and must hear "not found"; nothing is changed here.
@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing at this address, in the same words as for a record that one may not see."""
    if request.path.endswith("/"):
        return problem(404, _("There is nothing here. Addresses of the API have no slash at the end."))
    return problem(404, _("There is nothing here."))


def rooms(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the operations as the page shows them, by tag."""
    shown: dict[str, list[dict[str, Any]]] = {}
    for path, operations in schema["paths"].items():
        for method, details in operations.items():
            shown.setdefault(details["tags"][0], []).append(_operation(schema, path, method, details))
    return [{"name": name, "anchor": _anchor(name), "operations": each} for name, each in shown.items()]


def _operation(schema: dict[str, Any], path: str, method: str, details: dict[str, Any]) -> dict[str, Any]:
    body = details.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    upload = details.get("requestBody", {}).get("content", {}).get("multipart/form-data", {}).get("schema")
    status, answered = next((s, told) for s, told in details["responses"].items() if s < "400")
    shown = answered.get("content", {}).get("application/json", {}).get("schema")
    return {
        "id": details["operationId"],
        "method": method.upper(),
        "tone": METHODS[method],
        "path": path,
        "told": _text(details.get("description", "")),
        "parameters": [
            {
                "name": each["name"],
                "place": each["in"],
                "type": type_of(each["schema"]),
                "told": _text(each["description"]),
                "choices": choices if len(choices := each["schema"].get("enum", ())) > 1 else (),
            }
            for each in details["parameters"]
            if each["in"] != "path"
        ],
        "body": _fields(schema, body or upload),
        "request": example_of(schema, body),
        "status": status,
        "answer": example_of(schema, shown),
        "problems": [int(s) for s in details["responses"] if s >= "400"],
    }


def _fields(schema: dict[str, Any], part: dict[str, Any] | None) -> list[dict[str, Any]]:
    model = resolved(schema, part)
    required = set(model.get("required", ()))
    return [
        {
            "name": name,
            "type": type_of(each),
            "required": name in required,
            "told": _text(each.get("description", "")),
        }
        for name, each in model.get("properties", {}).items()
    ]


def type_of(schema: dict[str, Any]) -> str:
    """Return the type of a value in few words."""
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(type_of(each) for each in schema["anyOf"]))
    if "$ref" in schema:
        return schema["$ref"].removeprefix(REF)
    if schema.get("type") == "array":
        return f"[{type_of(schema['items'])}]"
    return schema.get("format") or schema.get("type", "any")


def _part(part: guide.Part) -> dict[str, Any]:
    return {
        "anchor": part.anchor,
        "title": part.title,
        "paragraphs": [_text(paragraph) for paragraph in part.text],
        "code": part.code,
    }


def _text(text: str) -> SafeString:
    """Return text with its `words` as code, everything escaped."""
    pieces = re.split(r"`([^`]+)`", text)
    return format_html_join(
        "",
        "{}",
        (
            (SafeString(f"<code>{escape(piece)}</code>") if odd % 2 else piece,)
            for odd, piece in enumerate(pieces)
        ),
    )


def _anchor(name: str) -> str:
    return "room-" + name.lower().replace(" ", "-")
