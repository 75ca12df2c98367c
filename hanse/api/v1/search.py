"""One word, all rooms: the records whose words match, in groups."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field, WithJsonSchema

from hanse.accounts.access import access_of
from hanse.api.answers import answer
from hanse.api.policy import signed_in
from hanse.api.request import ApiRequest
from hanse.api.rooms import ApiRoom, api_rooms
from hanse.api.schema import Shown, described, example, parameter
from hanse.foundation.errors import Invalid, Problem
from hanse.foundation.paging import limits

router = Router(tags=["Search"])
MOST = 50


class HitOut(Shown):
    """A record that was found."""

    id: int
    label: str
    detail: Annotated[str, Field(description="What tells it from others of the same name.")]
    url: Annotated[str, Field(description="Where the API shows it.")]


class GroupOut(Shown):
    """The records of one kind that were found, by name."""

    kind: Annotated[str, WithJsonSchema({"type": "string", "enum": [each.room.name for each in api_rooms()]})]
    items: list[HitOut]


class SearchOut(Shown):
    """What was found, in groups; a group without a hit is not there."""

    groups: list[GroupOut]

    model_config = example(
        groups=[
            {
                "kind": "companies",
                "items": [{"id": 2, "label": "Customer #A", "detail": "ES", "url": "/api/v1/companies/2"}],
            }
        ]
    )


@router.get(
    "",
    response=SearchOut,
    openapi_extra=described(
        422,
        parameters=[
            parameter("q", "The words that a record must hold, in any order."),
            parameter(
                "limit",
                "Records per group.",
                {"type": "integer", "minimum": 1, "maximum": MOST, "default": 10},
            ),
        ],
    ),
)
@signed_in
def search_records(request: ApiRequest) -> HttpResponse:
    """The records that you can see and whose words begin with or hold yours."""
    words = request.GET.get("q", "").strip()
    if not words:
        raise Invalid([Problem("q", _("Write what to search for."))])
    limit = limits(request.GET.get("limit"), default=10, most=MOST)
    groups = [_group(request, each, words, limit) for each in api_rooms()]
    return answer({"groups": [group for group in groups if group["items"]]})


def _group(request: ApiRequest, each: ApiRoom, words: str, limit: int) -> dict[str, Any]:
    room, detail = each.room, each.detail(access_of(request.user))
    rows = room.table.search(room.rows().visible_to(request.user), words).order_by("sort_name", "id")
    hits = rows.values_list("pk", each.label, detail or each.label)[:limit]
    return {
        "kind": room.name,
        "items": [
            {
                "id": pk,
                "label": label,
                "detail": more if detail else "",
                "url": f"/api/v1/{room.name}/{pk}",
            }
            for pk, label, more in hits
        ],
    }
