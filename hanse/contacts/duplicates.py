"""Contacts that look like one and the same person, among those that somebody can see, and why."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from hanse.contacts.models import Contact
from hanse.foundation.likeness import Likeness, digits
from hanse.foundation.text import fold
from hanse.search.matching import first_matching

MOST, LOOKED_AT, NAMESAKES = 5, 20, 100
SOURCES = ("full_name", "email", "phone", "mobile", "company")


def like_contact(
    user, values: Mapping[str, Any], *, but: Iterable[int] = (), most: int = MOST
) -> list[Likeness]:
    """Return the contacts that `user` can see and that look like one of these values, the likeliest first."""
    asked = {name: str(values.get(name) or "") for name in SOURCES}
    seen = Contact.objects.visible_to(user).exclude(pk__in=list(but)).select_related("company")
    found: dict[int, Likeness] = {}
    for contact in _candidates(seen, asked):
        reasons = reasons_of(asked, contact)
        if reasons:
            found.setdefault(contact.pk, Likeness(contact, reasons))
    return list(islice(found.values(), most))


def reasons_of(asked: Mapping[str, str], contact: Contact) -> list[str]:
    """Return why a contact looks like these values; nothing when it does not."""
    reasons = []
    if asked["email"] and asked["email"].strip().casefold() == contact.email.casefold():
        reasons.append(_("same e-mail"))
    if asked["full_name"] and fold(asked["full_name"]) == contact.sort_name:
        if asked["company"] == str(contact.company_id):
            reasons.append(_("same name in the same company"))
        if {digits(asked["phone"]), digits(asked["mobile"])} & _numbers(contact):
            reasons.append(_("same name and phone"))
    return reasons


def _numbers(contact: Contact) -> set[str]:
    return {digits(contact.phone), digits(contact.mobile)} - {""}


def _candidates(seen: Any, asked: Mapping[str, str]) -> Iterable[Contact]:
    """Yield what indexes find: who has the address, and who has the name in the company or at all."""
    if "@" in asked["email"]:
        yield from first_matching(seen, asked["email"].strip())[:LOOKED_AT]
    if name := fold(asked["full_name"]):
        if asked["company"].isdecimal():
            yield from seen.filter(company=int(asked["company"]), sort_name=name)[:LOOKED_AT]
        if digits(asked["phone"]) or digits(asked["mobile"]):
            yield from seen.filter(sort_name=name)[:NAMESAKES]
