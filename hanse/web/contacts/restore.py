"""Putting earlier values of a contact back."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from hanse.accounts.access import Right
from hanse.contacts.actions import update_contact
from hanse.contacts.models import Contact
from hanse.journal.actor import Actor
from hanse.setup.models import Section
from hanse.web.policy import needs
from hanse.web.records.restore import Restorable, restore_page


def _change(pk: int, raw: Mapping[str, Any], *, by: Actor, version: int | None, lose_sight: bool) -> Contact:
    return update_contact(pk, raw, by=by, version=version)


CONTACT = Restorable("contact", Section.CONTACTS, "/contacts/", Contact.values, _change)


@needs(Right.WRITE, Section.CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a contact was after a change, and put it back."""
    return restore_page(request, CONTACT, Contact.objects.get_editable(request.user, pk))
