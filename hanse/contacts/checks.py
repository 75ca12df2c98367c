"""Checking what is derived of contacts, as `companies/checks.py` does."""

from collections.abc import Iterator

from hanse.contacts.fields import derive
from hanse.contacts.models import Contact

CHUNK = 2000
DERIVED = ("sort_name", "search_text")


def wrong_contacts() -> Iterator[str]:
    """Yield every disagreement between the contacts' derived columns and what they are derived from."""
    for contact in Contact.objects.order_by("id").iterator(CHUNK):
        kept = {name: getattr(contact, name) for name in DERIVED}
        derive(contact)
        for name in DERIVED:
            if getattr(contact, name) != kept[name]:
                yield f"Contact {contact.pk} ({contact}): {name} is “{kept[name][:60]}” and does not follow its values."
