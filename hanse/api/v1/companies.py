"""Companies: the list, one company, and the changes that the room allows."""

import datetime
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from hanse.accounts.access import Right, access_of, hidden_kinds
from hanse.activity.feed import company_feed
from hanse.api.answers import answer, moment, nothing, page_of
from hanse.api.door import actor, edited_version
from hanse.api.policy import needs
from hanse.api.request import ApiRequest
from hanse.api.rooms import ApiRoom
from hanse.api.schema import (
    Body,
    CustomValues,
    Id,
    Listing,
    Shown,
    Text,
    body_example,
    changed,
    deleted,
    described,
    example,
    listed,
    made,
    parameter,
    read,
)
from hanse.api.v1.records import (
    READ_PAGES,
    ActivityNew,
    ChangeList,
    EntryList,
    EntryOut,
    WitnessList,
    entry_answer,
    feed_page,
    history_page,
    witnesses,
)
from hanse.api.v1.undo import Restoring, earlier_values
from hanse.companies.actions import KIND, create_company, delete_company, update_company
from hanse.companies.errors import WouldLoseSight
from hanse.companies.fields import values_of
from hanse.companies.models import Company, LongChange
from hanse.companies.moving import refusal_for, waiting
from hanse.companies.people import who_can_see
from hanse.companies.querysets import facts_of
from hanse.companies.room import COMPANIES as ROOM
from hanse.contacts.activity import log_activity
from hanse.contacts.trash import restore_deleted
from hanse.foundation.errors import Invalid, NotFound, Problem
from hanse.setup.models import Section

router = Router(tags=["Companies"])
SAMPLE = {
    "name": "Customer #A",
    "address": "Calle Mayor 1\n28013 Madrid",
    "tax_id": "B12345678",
    "country": "ES",
    "phone": "+34 600 000 000",
    "email": "office@example.com",
    "website": "https://example.com",
    "comments": "",
    "role": 1,
    "parent": 1,
    "owner": "user1",
    "billing_contact": None,
    "payment_conditions": 30,
    "custom": {"4": "yes"},
}
# The word of the API -> the column of the database.
COLUMNS = {
    "id": "id",
    "name": "name",
    "address": "address",
    "tax_id": "tax_id",
    "country": "country",
    "phone": "phone",
    "email": "email",
    "website": "website",
    "comments": "comments",
    "role": "role_id",
    "parent": "parent_id",
    "owner": "owner__username",
    "billing_contact": "billing_contact_id",
    "payment_conditions": "payment_conditions",
    "last_activity": "last_activity",
    "custom": "custom",
}
LOSE_SIGHT = "lose-sight"
CONFIRM = parameter(
    "confirm",
    "`lose-sight`: yes, I will not see this company any more after my change.",
    {"type": "string", "enum": [LOSE_SIGHT]},
)


class CompanyChange(Body):
    """The fields of a company that are to change."""

    name: Annotated[Text, Field(description="Unique among the children of one parent.")] = None
    address: Text = None
    tax_id: Annotated[Text, Field(description="Unique where given.")] = None
    country: Annotated[Text, Field(description="An ISO code, or a name that becomes one.")] = None
    phone: Text = None
    email: Text = None
    website: Text = None
    comments: Text = None
    role: Annotated[Id, Field(description="The id of a company role.")] = None
    parent: Annotated[
        Id, Field(description="The id of a company. Absent from a POST: your own; null: none.")
    ] = None
    owner: Annotated[Text, Field(description="A login name. Absent from a POST: you.")] = None
    billing_contact: Annotated[Id, Field(description="The id of one of its contacts.")] = None
    payment_conditions: Annotated[Id, Field(description="Days from issue to due date.")] = None
    custom: Annotated[
        CustomValues, Field(description="Field id → value; the others stay, null empties.")
    ] = {}  # noqa: RUF012

    model_config = body_example(phone="+34 600 000 001", custom={"4": None})


class CompanyNew(CompanyChange):
    """A company to be made."""

    name: Annotated[str, Field(description="Unique among the children of one parent.")]

    model_config = body_example(
        name="Customer #A", country="ES", role=1, owner="user1", payment_conditions=30, custom={"4": "yes"}
    )


class CompanyOut(Shown):
    """A company."""

    id: int
    name: str
    address: str
    tax_id: str
    country: str
    phone: str
    email: str
    website: str
    comments: str
    role: int | None
    parent: int | None
    owner: str
    billing_contact: int | None
    payment_conditions: int
    last_activity: datetime.datetime
    custom: dict[str, str]

    model_config = example(id=2, **SAMPLE, last_activity="2026-11-24T09:30:00Z")


class CompanyList(Listing):
    """One page of companies."""

    items: list[CompanyOut]


class MoveOut(Shown):
    """A company that moves with all below it, by a worker because they are very many."""

    parent: Annotated[int | None, Field(description="Where it moves to.")]
    percent: Annotated[int, Field(description="How much of it is done. Nobody sees any of it before all is.")]
    asked_at: datetime.datetime
    message: Annotated[str, Field(description="Why it was refused in the end; empty while it is waited for.")]

    model_config = example(parent=1, percent=40, asked_at="2026-11-24T09:30:00Z", message="")


@router.get("", response=CompanyList, openapi_extra=listed(ROOM.table))
@needs(Right.VIEW, Section.COMPANIES)
def list_companies(request: ApiRequest) -> HttpResponse:
    """The companies that you can see, filtered and sorted."""
    shows_contacts = _shows_contacts(request)

    def render(row: Mapping[str, Any]) -> dict[str, Any]:
        shown = {word: row[column] for word, column in COLUMNS.items()}
        shown["last_activity"] = moment(row["last_activity"])
        if not shows_contacts:
            shown["billing_contact"] = None
        return shown

    return page_of(
        request,
        ROOM.table,
        lambda: Company.objects.visible_to(request.user),
        counted=Company.objects.visible_to(request.user, counting=True),
        columns=COLUMNS.values(),
        render=render,
    )


@router.post("", response={201: CompanyOut}, openapi_extra=made())
@needs(Right.WRITE, Section.COMPANIES)
def create_a_company(request: ApiRequest, body: CompanyNew) -> HttpResponse:
    """Make a company. Without owner and parent it is yours and hangs from your own company."""
    company = create_company(body.given(), by=actor(request))
    return _answer(request, company, status=201, location=f"/api/v1/companies/{company.pk}")


@router.get("/{int:company_id}", response=CompanyOut, openapi_extra=read())
@needs(Right.VIEW, Section.COMPANIES)
def get_a_company(request: ApiRequest, company_id: int) -> HttpResponse:
    """One company; its ETag is what `If-Match` compares."""
    return _answer(request, Company.objects.select_related("owner").get_visible(request.user, company_id))


@router.patch(
    "/{int:company_id}",
    response={200: CompanyOut, 202: CompanyOut},
    openapi_extra=changed(409, parameters=[CONFIRM]),
)
@needs(Right.VIEW, Section.COMPANIES)
def change_a_company(request: ApiRequest, company_id: int, body: CompanyChange) -> HttpResponse:
    """
    Change the given fields; the others stay. 409 when you would lose sight of it and have not confirmed that. 202 when
    more than 10,000 companies move along with it: then `move`, at Location, tells how far that is.
    """
    given = body.given()
    if not _shows_contacts(request) and given.get("billing_contact", 0) is None:
        # He read null because contacts are hidden from him; sending it back must not empty what he cannot see.
        del given["billing_contact"]
    try:
        company = update_company(
            company_id,
            given,
            by=actor(request),
            version=edited_version(request),
            lose_sight=_confirmed(request),
        )
    except WouldLoseSight as refusal:
        remedy = _("Repeat with the query parameter confirm=%s to go ahead.") % LOSE_SIGHT
        raise WouldLoseSight(f"{refusal.message} {remedy}") from refusal
    return _answer_change(request, company)


@router.get("/{int:company_id}/move", response=MoveOut, openapi_extra=described(403, 404))
@needs(Right.VIEW, Section.COMPANIES)
def get_move_of_a_company(request: ApiRequest, company_id: int) -> HttpResponse:
    """How far the move of a company is, or why it was refused; 404 when it is done, and when there was none."""
    company = Company.objects.get_editable(request.user, company_id)
    change = LongChange.objects.filter(company=company).first()  # unscoped: the company was
    if change is None:
        raise NotFound(_("This company is not being moved."))
    return answer(
        {
            "parent": change.values["parent"],
            "percent": change.percent,
            "asked_at": moment(change.asked_at),
            "message": refusal_for(request.user, change),
        }
    )


@router.delete("/{int:company_id}", response={204: None}, openapi_extra=deleted(409))
@needs(Right.VIEW, Section.COMPANIES)
def delete_a_company(request: ApiRequest, company_id: int) -> HttpResponse:
    """Delete a company with its contacts, activities and files. 409 while companies hang from it."""
    delete_company(company_id, by=actor(request), version=edited_version(request))
    return nothing()


@router.get("/{int:company_id}/activity", response=EntryList, openapi_extra=READ_PAGES)
@needs(Right.VIEW, Section.COMPANIES)
def list_activity_of_a_company(request: ApiRequest, company_id: int) -> HttpResponse:
    """What happened at the company and with its contacts, newest first."""
    company = Company.objects.get_visible(request.user, company_id)
    return feed_page(request, partial(company_feed, company.pk, hidden=hidden_kinds(request.user)))


@router.post("/{int:company_id}/activity", response={201: EntryOut}, openapi_extra=made())
@needs(Right.VIEW, Section.COMPANIES)
def log_activity_of_a_company(request: ApiRequest, company_id: int, body: ActivityNew) -> HttpResponse:
    """Write down a note, a call or a meeting."""
    entry = log_activity(company_id=company_id, kind=body.kind, text=body.text, by=actor(request))
    return entry_answer(entry, request.user, f"/api/v1/companies/{company_id}/activity")


@router.get("/{int:company_id}/history", response=ChangeList, openapi_extra=READ_PAGES)
@needs(Right.VIEW, Section.COMPANIES)
def list_history_of_a_company(request: ApiRequest, company_id: int) -> HttpResponse:
    """Every change of the company, newest first."""
    company = Company.objects.get_visible(request.user, company_id)
    return history_page(request, KIND, company.pk)


@router.post(
    "/{int:company_id}/restore",
    response={200: CompanyOut, 202: CompanyOut},
    openapi_extra=changed(409, parameters=[CONFIRM]),
)
@needs(Right.VIEW, Section.COMPANIES)
def restore_a_company(request: ApiRequest, company_id: int, body: Restoring) -> HttpResponse:
    """Put earlier values back, or with an empty object bring a deleted company back with its contacts, notes and files."""
    if body.is_empty:
        restore_deleted(KIND, company_id, by=actor(request))
        return _answer(request, Company.objects.select_related("owner").get_visible(request.user, company_id))
    company = Company.objects.select_related("owner").get_editable(request.user, company_id)
    company = update_company(
        company_id,
        earlier_values(KIND, company_id, values_of(company), body),
        by=actor(request).taking_back(),
        version=edited_version(request),
        lose_sight=_confirmed(request),
    )
    return _answer_change(request, company)


@router.get("/{int:company_id}/access", response=WitnessList, openapi_extra=read())
@needs(Right.VIEW, Section.COMPANIES)
def list_access_to_a_company(request: ApiRequest, company_id: int) -> HttpResponse:
    """Who can see the company, and by which rule."""
    company = Company.objects.get_visible(request.user, company_id)
    return witnesses(who_can_see(facts_of(company)))


def _answer_change(request: ApiRequest, company: Company) -> HttpResponse:
    """Answer a change; one that goes on after the answer tells where to ask for it."""
    if waiting(by=actor(request), company=company):
        return _answer(request, company, status=202, location=f"/api/v1/companies/{company.pk}/move")
    return _answer(request, company)


def _answer(request: ApiRequest, company: Company, *, status: int = 200, location: str = "") -> HttpResponse:
    shown = {"id": company.pk} | values_of(company) | {"last_activity": moment(company.last_activity)}
    if not _shows_contacts(request):
        shown["billing_contact"] = None
    ordered = {word: shown[word] for word in COLUMNS}
    return answer(ordered, status=status, tag=company.version, location=location)


def _shows_contacts(request: ApiRequest) -> bool:
    return access_of(request.user).may(Right.VIEW, Section.CONTACTS)


def _confirmed(request: ApiRequest) -> bool:
    """
    Tell whether the query string confirms the loss of sight.

    :raises Invalid: for another word.
    """
    word = request.GET.get("confirm", "")
    if word not in ("", LOSE_SIGHT):
        raise Invalid([Problem("confirm", _("Write %s, or leave it out.") % LOSE_SIGHT)])
    return word == LOSE_SIGHT


COMPANIES = ApiRoom(ROOM, router, label="name", detail=lambda access: "country")
