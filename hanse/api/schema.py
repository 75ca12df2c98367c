"""The building blocks of the OpenAPI document: strict bodies, lists, parameters, and the problems of an operation."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from hanse.foundation.table import Filter, Table

# How a parameter of each kind of filter is written.
KINDS: dict[str, dict[str, Any]] = {
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}
Text = str | None
Id = int | None
CustomValues = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}]},
        }
    ),
]


class Body(BaseModel):
    """What a request may hold: the declared fields, each of its declared type, and nothing else."""

    model_config = ConfigDict(extra="forbid", strict=True)

    def given(self) -> dict[str, Any]:
        """Return the fields that the request named, as the actions take them."""
        return self.model_dump(exclude_unset=True)


class Shown(BaseModel):
    """What an answer holds; here for the document only, answers are encoded directly."""


class Listing(Shown):
    """One page of a list."""

    next: Annotated[str | None, Field(description="The cursor of the next page; null on the last.")]
    total: Annotated[
        int | None, Field(description="How many there are; null above 10,000, and for very common words.")
    ]


class ProblemField(Shown):
    """One field with its problem."""

    field: str
    message: str


class ProblemDocument(Shown):
    """A problem (RFC 9457): what is wrong and what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemField]


def parameter(
    name: str, description: str, schema: dict[str, Any] | None = None, *, place: str = "query"
) -> dict[str, Any]:
    """Return one optional parameter of the document."""
    return {
        "name": name,
        "in": place,
        "required": False,
        "description": description,
        "schema": schema or {"type": "string"},
    }


PAGING = [
    parameter("limit", "Rows per page.", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}),
    parameter("cursor", "`next` of the page before."),
]
IF_MATCH = parameter(
    "If-Match", "The ETag that you edited; refused with 412 when it is not the newest.", place="header"
)
IDEMPOTENCY_KEY = parameter(
    "Idempotency-Key",
    "Any text of up to 255 characters. The same request with the same key gets the same answer for 24 hours.",
    place="header",
)


def list_parameters(table: Table) -> list[dict[str, Any]]:
    """Return what a list understands, as its `Table` declares it."""
    sorts = [word for name in table.sorts for word in (name, f"-{name}")]
    filters = [_filter(each) for each in table.filters]
    return [
        parameter("search", "Words that every row holds, in any order."),
        *filters,
        parameter(
            "sort",
            "- turns the order round.",
            {"type": "string", "enum": sorts, "default": table.default_sort},
        ),
        *PAGING,
    ]


def _filter(item: Filter) -> dict[str, Any]:
    schema = KINDS.get(item.kind, {"type": "string"})
    if item.choices:
        schema = {"type": "string", "enum": [value for value, _label in item.choices]}
    told = f"Keep the rows of this {item.name.replace('_', ' ')}."
    if item.kind == "date":
        told = "A day, the last one included."
    if item.many:
        schema, told = {"type": "array", "items": schema}, f"{told} Repeat it for several."
    return parameter(item.name, told, schema)


def described(*problems: int, parameters: Iterable[dict[str, Any]] = (), **more: Any) -> dict[str, Any]:
    """Return what an operation adds to the document: its parameters, and the problems it answers with."""
    statuses = sorted({400, 401, *problems, 500})
    return {
        "parameters": list(parameters),
        "responses": {
            str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses
        },
    } | more


def read(*, parameters: Iterable[dict[str, Any]] = ()) -> dict[str, Any]:
    """Describe an operation that reads a record."""
    return described(404, parameters=parameters)


def listed(table: Table) -> dict[str, Any]:
    """Describe an operation that reads a list."""
    return described(404, 422, parameters=list_parameters(table))


def made(*problems: int) -> dict[str, Any]:
    """Describe an operation that makes a record."""
    return described(403, 404, 413, 422, *problems, parameters=[IDEMPOTENCY_KEY])


def changed(*problems: int, parameters: Iterable[dict[str, Any]] = ()) -> dict[str, Any]:
    """Describe an operation that changes a record."""
    return described(403, 404, 412, 413, 422, *problems, parameters=[IF_MATCH, *parameters])


def deleted(*problems: int, parameters: Iterable[dict[str, Any]] = ()) -> dict[str, Any]:
    """Describe an operation that deletes a record."""
    return described(403, 404, 412, *problems, parameters=[IF_MATCH, *parameters])


def example(**values: Any) -> ConfigDict:
    """Return the configuration of a model with its one example."""
    return ConfigDict(json_schema_extra={"examples": [values]})


def body_example(**values: Any) -> ConfigDict:
    """Return the configuration of a body with its one example."""
    return ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [values]})
