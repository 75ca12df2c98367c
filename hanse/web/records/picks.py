"""
Picking another record in a text field: what stands in the field, and what was meant by it.

A field holds “Customer #A (#12)” or “Ursula One (user1)”: what the list of suggestions puts there. Without scripts people
type an id, a login or a name, and the same functions find what they mean, among what they may see only.
"""

import re

from django.utils.translation import gettext as _

from hanse.accounts.models import User
from hanse.companies.models import Company
from hanse.companies.naming import Named
from hanse.companies.people import pickable_users
from hanse.contacts.models import Contact
from hanse.foundation.errors import BadValue
from hanse.foundation.text import clean_line, fold, same_key
from hanse.setup.models import Section

_RECORD = re.compile(r"\(#(\d{1,18})\)\s*$")
_LOGIN = re.compile(r"\(([^()\s]+)\)\s*$")
AMBIGUOUS = 5


def record_text(record: Company | Contact | Named) -> str:
    """Return what a field holds for a company or contact."""
    return f"{record} (#{record.id})"


def user_text(user: User) -> str:
    """Return what a field holds for a person."""
    return f"{user.full_name} ({user.username})" if user.full_name else user.username


def read_company(user: User, text: str, *, section: str = Section.COMPANIES) -> int | None:
    """
    Return the id of the company that `text` means; whether `user` may use it is for the action to say.

    :raises BadValue: when no visible company, or more than one, has this name.
    """
    text = clean_line(text)
    if not text:
        return None
    if found := _RECORD.search(text):
        return int(found.group(1))
    if text.isdecimal() and len(text) <= 18:
        return int(text)
    rows = Company.objects.visible_to(user, section=section)
    rows = rows.filter(sort_name=fold(text), name_key=same_key(text))
    ids = {company.pk: company for company in rows[: AMBIGUOUS + 1]}
    own = user.company
    if own is not None and own.name_key == same_key(text):
        ids[own.pk] = own
    return _only(list(ids.values()), _("There is no company “%s” that you can see.") % text[:80])


def read_contact(user: User, text: str, *, company_id: int) -> int | None:
    """
    Return the id of the contact of a company that `text` means.

    :raises BadValue: when none of its contacts, or more than one, has this name.
    """
    text = clean_line(text)
    if not text:
        return None
    if found := _RECORD.search(text):
        return int(found.group(1))
    if text.isdecimal() and len(text) <= 18:
        return int(text)
    rows = Contact.objects.visible_to(user).filter(company=company_id, sort_name=fold(text))
    return _only(list(rows[: AMBIGUOUS + 1]), _("This company has no contact “%s”.") % text[:80])


def read_user(user: User, text: str) -> str:
    """
    Return the login of the person that `text` means; text that names nobody is returned as it is.

    :raises BadValue: when several people that `user` may pick have this name.
    """
    text = clean_line(text)
    if found := _LOGIN.search(text):
        return found.group(1)
    if not text or " " not in text:
        return text
    people = list(pickable_users(user).filter(full_name__iexact=text)[: AMBIGUOUS + 1])
    if len(people) > 1:
        offered = ", ".join(user_text(each) for each in people[:AMBIGUOUS])
        raise BadValue(_("Several people have this name. Write one of: %s.") % offered)
    return people[0].username if people else text


def _only(found: list, nothing: str) -> int:
    if not found:
        raise BadValue(nothing)
    if len(found) > 1:
        offered = ", ".join(record_text(each) for each in found[:AMBIGUOUS])
        raise BadValue(_("Several have this name. Write one of: %s.") % offered)
    return found[0].pk
