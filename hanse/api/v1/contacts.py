"""Contacts: the list, one contact, and the changes that the room allows."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from hanse.accounts.access import Right
from hanse.activity.feed import contact_feed
from hanse.api.answers import answer, nothing, page_of
from hanse.api.door import actor, edited_version
from hanse.api.policy import needs
from hanse.api.request import ApiRequest
from hanse.api.schema import (
    Body,
    Listing,
    Shown,
    Text,
    body_example,
    changed,
    deleted,
    example,
    listed,
    made,
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
from hanse.companies.people import who_can_see
from hanse.companies.querysets import facts_of
from hanse.contacts.actions import KIND, create_contact, delete_contact, update_contact
from hanse.contacts.activity import log_activity
from hanse.contacts.models import Contact
from hanse.contacts.table import CONTACTS
from hanse.contacts.trash import restore_deleted
from hanse.setup.models import Section

router = Router(tags=["Contacts"])
SAMPLE = {
    "company": 2,
    "full_name": "Ana Ruiz",
    "email": "ana@example.com",
    "phone": "+34 600 000 002",
    "mobile": "",
    "position": "Buyer",
    "description": "",
    "disabled": False,
}
# The word of the API -> the column of the database.
COLUMNS = {"id": "id", "company": "company_id"} | {
    name: name for name in ("full_name", "email", "phone", "mobile", "position", "description", "disabled")
}


class ContactChange(Body):
    """The fields of a contact that are to change."""

    company: Annotated[int | None, Field(description="The id of a company that you may change.")] = None
    full_name: Text = None
    email: Text = None
    phone: Text = None
    mobile: Text = None
    position: Text = None
    description: Text = None
    disabled: bool = False

    model_config = body_example(position="Head of purchasing", disabled=False)


class ContactNew(ContactChange):
    """A contact to be made."""

    company: Annotated[int, Field(description="The id of a company that you may change.")]
    full_name: str

    model_config = body_example(company=2, full_name="Ana Ruiz", email="ana@example.com", position="Buyer")


class ContactOut(Shown):
    """A contact."""

    id: int
    company: int
    full_name: str
    email: str
    phone: str
    mobile: str
    position: str
    description: str
    disabled: bool

    model_config = example(id=7, **SAMPLE)


class ContactList(Listing):
    """One page of contacts."""

    items: list[ContactOut]


@router.get("", response=ContactList, openapi_extra=listed(CONTACTS))
@needs(Right.VIEW, Section.CONTACTS)
def list_contacts(request: ApiRequest) -> HttpResponse:
    """The contacts of the companies that you can see, filtered and sorted."""
    return page_of(
        request,
        CONTACTS,
        lambda: Contact.objects.visible_to(request.user),
        counted=Contact.objects.visible_to(request.user, counting=True),
        columns=COLUMNS.values(),
        render=_shown,
    )


@router.post("", response={201: ContactOut}, openapi_extra=made())
@needs(Right.WRITE, Section.CONTACTS)
def create_a_contact(request: ApiRequest, body: ContactNew) -> HttpResponse:
    """Make a contact of a company that you may change."""
    contact = create_contact(body.given(), by=actor(request))
    return _answer(contact, status=201, location=f"/api/v1/contacts/{contact.pk}")


@router.get("/{int:contact_id}", response=ContactOut, openapi_extra=read())
@needs(Right.VIEW, Section.CONTACTS)
def get_a_contact(request: ApiRequest, contact_id: int) -> HttpResponse:
    """One contact; its ETag is what `If-Match` compares."""
    return _answer(Contact.objects.get_visible(request.user, contact_id))


@router.patch("/{int:contact_id}", response=ContactOut, openapi_extra=changed())
@needs(Right.VIEW, Section.CONTACTS)
def change_a_contact(request: ApiRequest, contact_id: int, body: ContactChange) -> HttpResponse:
    """Change the given fields; the others stay."""
    version = edited_version(request)
    return _answer(update_contact(contact_id, body.given(), by=actor(request), version=version))


@router.delete("/{int:contact_id}", response={204: None}, openapi_extra=deleted())
@needs(Right.VIEW, Section.CONTACTS)
def delete_a_contact(request: ApiRequest, contact_id: int) -> HttpResponse:
    """Delete a contact with its activities and files."""
    delete_contact(contact_id, by=actor(request), version=edited_version(request))
    return nothing()


@router.get("/{int:contact_id}/activity", response=EntryList, openapi_extra=READ_PAGES)
@needs(Right.VIEW, Section.CONTACTS)
def list_activity_of_a_contact(request: ApiRequest, contact_id: int) -> HttpResponse:
    """What happened with the contact, newest first."""
    contact = Contact.objects.get_visible(request.user, contact_id)
    files = contact.files.values_list("pk", flat=True)
    return feed_page(request, partial(contact_feed, contact.pk, files=files))


@router.post("/{int:contact_id}/activity", response={201: EntryOut}, openapi_extra=made())
@needs(Right.VIEW, Section.CONTACTS)
def log_activity_of_a_contact(request: ApiRequest, contact_id: int, body: ActivityNew) -> HttpResponse:
    """Write down a note, a call or a meeting."""
    entry = log_activity(contact_id=contact_id, kind=body.kind, text=body.text, by=actor(request))
    return entry_answer(entry, request.user, f"/api/v1/contacts/{contact_id}/activity")


@router.get("/{int:contact_id}/history", response=ChangeList, openapi_extra=READ_PAGES)
@needs(Right.VIEW, Section.CONTACTS)
def list_history_of_a_contact(request: ApiRequest, contact_id: int) -> HttpResponse:
    """Every change of the contact, newest first."""
    contact = Contact.objects.get_visible(request.user, contact_id)
    return history_page(request, KIND, contact.pk)


@router.post("/{int:contact_id}/restore", response=ContactOut, openapi_extra=changed(409))
@needs(Right.VIEW, Section.CONTACTS)
def restore_a_contact(request: ApiRequest, contact_id: int, body: Restoring) -> HttpResponse:
    """Put earlier values back, or with an empty object bring a deleted contact back with its notes and files."""
    if body.is_empty:
        restore_deleted(KIND, contact_id, by=actor(request))
        return _answer(Contact.objects.get_visible(request.user, contact_id))
    contact = Contact.objects.get_editable(request.user, contact_id)
    raw = earlier_values(KIND, contact_id, contact.values(), body)
    contact = update_contact(
        contact_id, raw, by=actor(request).taking_back(), version=edited_version(request)
    )
    return _answer(contact)


@router.get("/{int:contact_id}/access", response=WitnessList, openapi_extra=read())
@needs(Right.VIEW, Section.CONTACTS)
def list_access_to_a_contact(request: ApiRequest, contact_id: int) -> HttpResponse:
    """Who can see the contact, and by which rule."""
    contact = Contact.objects.get_visible(request.user, contact_id)
    return witnesses(who_can_see(facts_of(contact.company), section=Section.CONTACTS))


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {word: row[column] for word, column in COLUMNS.items()}


def _answer(contact: Contact, *, status: int = 200, location: str = "") -> HttpResponse:
    shown = {"id": contact.pk} | contact.values()
    return answer(shown, status=status, tag=contact.version, location=location)
