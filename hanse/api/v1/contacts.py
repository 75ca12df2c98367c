"""Contacts: what every record of a company answers, and their activity."""

from functools import partial

from django.http import HttpResponse

from hanse.accounts.access import Right
from hanse.activity.feed import contact_feed
from hanse.api.door import actor
from hanse.api.policy import needs
from hanse.api.request import ApiRequest
from hanse.api.rooms import ApiRoom
from hanse.api.schema import made
from hanse.api.v1.owned import Owned, Words
from hanse.api.v1.records import READ_PAGES, ActivityNew, EntryList, EntryOut, entry_answer, feed_page
from hanse.contacts.activity import log_activity
from hanse.contacts.room import CONTACTS as ROOM
from hanse.setup.models import Section

WORDS = Words(
    one="contact",
    many="contacts",
    sample={
        "company": 2,
        "full_name": "Ana Ruiz",
        "email": "ana@example.com",
        "phone": "+34 600 000 002",
        "mobile": "",
        "position": "Buyer",
        "description": "",
        "disabled": False,
    },
    change={"position": "Head of purchasing", "disabled": False},
    new=("company", "full_name", "email", "position"),
    along="activities and files",
)
OWNED = Owned(ROOM, WORDS)
router = OWNED.router


@router.get("/{int:contact_id}/activity", response=EntryList, openapi_extra=READ_PAGES)
@needs(Right.VIEW, Section.CONTACTS)
def list_activity_of_a_contact(request: ApiRequest, contact_id: int) -> HttpResponse:
    """What happened with the contact, newest first."""
    contact = OWNED.visible(request, contact_id)
    files = contact.files.values_list("pk", flat=True)
    return feed_page(request, partial(contact_feed, contact.pk, files=files))


@router.post("/{int:contact_id}/activity", response={201: EntryOut}, openapi_extra=made())
@needs(Right.VIEW, Section.CONTACTS)
def log_activity_of_a_contact(request: ApiRequest, contact_id: int, body: ActivityNew) -> HttpResponse:
    """Write down a note, a call or a meeting."""
    entry = log_activity(contact_id=contact_id, kind=body.kind, text=body.text, by=actor(request))
    return entry_answer(entry, request.user, f"/api/v1/contacts/{contact_id}/activity")


CONTACTS = ApiRoom(ROOM, router, label="full_name")
