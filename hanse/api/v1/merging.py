"""Records that look like one, and making one of them: companies and contacts."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from hanse.accounts.access import Right
from hanse.api.answers import answer
from hanse.api.door import actor, edited_version
from hanse.api.policy import needs
from hanse.api.request import ApiRequest
from hanse.api.schema import Body, Shown, body_example, changed, example, read
from hanse.api.v1.companies import CONFIRM, LOSE_SIGHT
from hanse.companies.duplicates import like_company
from hanse.companies.errors import WouldLoseSight
from hanse.companies.fields import values_of
from hanse.companies.merging import merge_companies
from hanse.companies.models import Company
from hanse.contacts.actions import RECORDS
from hanse.contacts.duplicates import like_contact
from hanse.contacts.merging import merge_contacts
from hanse.contacts.models import Contact
from hanse.foundation.likeness import Likeness
from hanse.setup.models import Section

of_companies = Router(tags=["Companies"])
of_contacts = Router(tags=["Contacts"])
ID = Annotated[int, Field(ge=1, lt=2**63)]


class Merging(Body):
    """What becomes part of the record, and whose values stay."""

    others: Annotated[
        list[ID], Field(min_length=1, max_length=4, description="The ids of those that go into it.")
    ]
    fields: Annotated[
        dict[str, ID],
        Field(
            description="Field → id of the record whose value stays; custom ones as `custom.<id>`. Otherwise the record keeps "
            "its own value, and what it lacks comes from the others."
        ),
    ] = {}  # noqa: RUF012

    model_config = body_example(others=[3], fields={"phone": 3, "custom.4": 2})


class MergedOut(Shown):
    """What became of it."""

    id: int
    merged: Annotated[list[int], Field(description="The ids that are gone.")]
    request_id: Annotated[str, Field(description="What `POST /undo/{request_id}` takes back.")]

    model_config = example(id=2, merged=[3], request_id="0f8d2c4be8b14f6a9b1f0d5c3e7a2b46")


class LikeOut(Shown):
    """A record that looks like the one that was asked about."""

    id: int
    label: str
    reasons: list[str]

    model_config = example(id=3, label="Customer #A SL", reasons=["same name", "same e-mail domain"])


class LikeList(Shown):
    """The likeliest first, at most 20."""

    items: list[LikeOut]


@of_companies.get("/{int:company_id}/duplicates", response=LikeList, openapi_extra=read())
@needs(Right.VIEW, Section.COMPANIES)
def list_duplicates_of_a_company(request: ApiRequest, company_id: int) -> HttpResponse:
    """The companies that you can see and that look like this one: tax ID, name, e-mail domain, website."""
    company = Company.objects.select_related("owner").get_visible(request.user, company_id)
    return _likes(like_company(request.user, values_of(company), but=[company.pk], most=20))


@of_contacts.get("/{int:contact_id}/duplicates", response=LikeList, openapi_extra=read())
@needs(Right.VIEW, Section.CONTACTS)
def list_duplicates_of_a_contact(request: ApiRequest, contact_id: int) -> HttpResponse:
    """The contacts that you can see and that look like this one: e-mail, or name with company or phone."""
    contact = Contact.objects.get_visible(request.user, contact_id)
    return _likes(like_contact(request.user, RECORDS.values(contact), but=[contact.pk], most=20))


@of_companies.post(
    "/{int:company_id}/merge", response=MergedOut, openapi_extra=changed(409, parameters=[CONFIRM])
)
@needs(Right.VIEW, Section.COMPANIES)
def merge_a_company(request: ApiRequest, company_id: int, body: Merging) -> HttpResponse:
    """Let the company take over all that others have: contacts, subsidiaries, activities, files. The others are deleted."""
    try:
        merge_companies(
            company_id,
            body.others,
            by=actor(request),
            winners=body.fields,
            versions=_versions(request, company_id),
            lose_sight=request.GET.get("confirm") == LOSE_SIGHT,
        )
    except WouldLoseSight as refusal:
        remedy = _("Repeat with the query parameter confirm=%s to go ahead.") % LOSE_SIGHT
        raise WouldLoseSight(f"{refusal.message} {remedy}") from refusal
    return _merged(request, company_id, body)


@of_contacts.post("/{int:contact_id}/merge", response=MergedOut, openapi_extra=changed(409))
@needs(Right.VIEW, Section.CONTACTS)
def merge_a_contact(request: ApiRequest, contact_id: int, body: Merging) -> HttpResponse:
    """Let the contact take over the activities and files of others, which are deleted."""
    versions = _versions(request, contact_id)
    merge_contacts(contact_id, body.others, by=actor(request), winners=body.fields, versions=versions)
    return _merged(request, contact_id, body)


def _versions(request: ApiRequest, pk: int) -> dict[int, int]:
    version = edited_version(request)
    return {} if version is None else {pk: version}


def _merged(request: ApiRequest, pk: int, body: Merging) -> HttpResponse:
    return answer({"id": pk, "merged": body.others, "request_id": request.id})


def _likes(likes: list[Likeness]) -> HttpResponse:
    items: list[dict[str, Any]] = [
        {"id": each.record.pk, "label": str(each.record), "reasons": list(each.reasons)} for each in likes
    ]
    return answer({"items": items})
