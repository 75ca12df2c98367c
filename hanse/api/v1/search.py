"""One word, all rooms: the records whose words match, in groups."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from hanse.accounts.access import Right, access_of
from hanse.api.answers import answer
from hanse.api.policy import signed_in
from hanse.api.request import ApiRequest
from hanse.api.schema import Shown, described, example, parameter
from hanse.companies.models import Company
from hanse.companies.table import COMPANIES
from hanse.contacts.models import Contact
from hanse.contacts.table import CONTACTS
from hanse.foundation.errors import Invalid, Problem
from hanse.foundation.paging import limits
from hanse.setup.models import Section

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

    kind: Literal["companies", "contacts"]
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
    groups = [_companies(request.user, words, limit), _contacts(request.user, words, limit)]
    return answer({"groups": [group for group in groups if group["items"]]})


def _companies(user, words: str, limit: int) -> dict[str, Any]:
    rows = COMPANIES.search(Company.objects.visible_to(user), words).order_by("sort_name", "id")
    hits = [
        _hit("companies", pk, name, country)
        for pk, name, country in rows.values_list("pk", "name", "country")[:limit]
    ]
    return {"kind": "companies", "items": hits}


def _contacts(user, words: str, limit: int) -> dict[str, Any]:
    rows = CONTACTS.search(Contact.objects.visible_to(user), words).order_by("sort_name", "id")
    named = access_of(user).may(Right.VIEW, Section.COMPANIES)
    hits = [
        _hit("contacts", pk, name, company if named else "")
        for pk, name, company in rows.values_list("pk", "full_name", "company__name")[:limit]
    ]
    return {"kind": "contacts", "items": hits}


def _hit(kind: str, pk: int, label: str, detail: str) -> dict[str, Any]:
    return {"id": pk, "label": label, "detail": detail, "url": f"/api/v1/{kind}/{pk}"}
