"""Saving users: their own columns, and the companies that follow their owner to his new company. One verb for all doors."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from hanse.accounts.actions import require_superadmin, store_user
from hanse.accounts.invitations import invite
from hanse.accounts.models import User
from hanse.accounts.querysets import free_login
from hanse.companies.actions import create_company
from hanse.companies.models import Company
from hanse.companies.moving import Telling, are_many, drop_refused, postpone
from hanse.companies.tree import follow_owner, owned_by
from hanse.foundation.errors import BadValue, Invalid, Problem, Refused
from hanse.foundation.fields import email, identifier
from hanse.foundation.text import same_key
from hanse.foundation.transactions import in_one_transaction
from hanse.journal.actor import Actor

MOST_INVITED = 50


@in_one_transaction
def save_user(
    raw: Mapping[str, Any],
    *,
    by: Actor,
    user: User | None = None,
    version: int | None = None,
    telling: Telling | None = None,
) -> User:
    """
    Make a user, or change the given fields of one; `company` is an id. A new company waits for a worker where he owns
    very many (`moving.py`); that one gives `telling`, which is told how many have followed.

    :raises Forbidden: unless a superadmin or the operator's console asks.
    :raises Invalid: naming every field with a problem; nothing is written.
    :raises LastSuperadmin: when nobody would be left who may set the installation up.
    :raises Stale: when somebody saved meanwhile.
    """
    if user is not None and telling is None and _changes_much(user, raw):
        require_superadmin(by)
        try:
            postpone(owned_by(user), {"company": identifier(raw["company"])}, by=by, user=user)
        except Refused as refusal:
            raise Invalid([Problem("company", refusal.message)]) from refusal
        raw = {name: value for name, value in raw.items() if name != "company"}
    saved = store_user(raw, by=by, user=user, version=version)
    if user is not None:
        drop_refused(user=user)
    if user is not None and "company" in raw:
        follow_owner(saved, telling)
    return saved


def _changes_much(user: User, raw: Mapping[str, Any]) -> bool:
    """Tell whether `raw` gives a user another company that there is, and very many would follow him there."""
    try:
        company = identifier(raw.get("company", user.company_id))
    except BadValue:
        return False
    there = company is None or Company.objects.filter(pk=company).exists()
    return company != user.company_id and there and are_many(owned_by(user))


def find_company(text: str, *, by: Actor) -> int | None:
    """
    Return the id of the company that an operator names by id or by name; None for empty text.

    :raises Forbidden: unless a superadmin or the operator's console asks.
    :raises Invalid: when there is none, or several of that name.
    """
    require_superadmin(by)
    text = text.strip()
    if not text:
        return None
    if re.fullmatch(r"[0-9]{1,18}", text) and Company.objects.filter(pk=int(text)).exists():
        return int(text)
    found = list(Company.objects.filter(name_key=same_key(text)).values_list("pk", flat=True)[:6])
    if len(found) == 1:
        return found[0]
    if not found:
        raise Invalid([Problem("company", _("There is no company “%s”.") % text[:80])])
    ids = ", ".join(str(pk) for pk in found)
    raise Invalid(
        [
            Problem(
                "company",
                _("Several companies are called “%(name)s”; give the id: %(ids)s.")
                % {"name": text[:80], "ids": ids},
            )
        ]
    )


@in_one_transaction
def set_up_company(name: str, *, by: Actor) -> Company:
    """
    Make the company that runs this installation, without parent, and let the superadmin who asks belong to it.

    :raises Forbidden: unless a superadmin asks.
    :raises Invalid: for a name that cannot be taken.
    """
    require_superadmin(by)
    company = create_company({"name": name, "parent": None}, by=by)
    save_user({"company": company.pk}, by=by, user=by.user)
    return company


@in_one_transaction
def invite_many(emails: Sequence[str], profile: str, *, by: Actor) -> list[User]:
    """
    Make a user for each address, in the company of the one who asks, and write an invitation to each.

    :raises Forbidden: unless a superadmin asks.
    :raises Invalid: naming the addresses that cannot be taken; then nobody is invited.
    """
    require_superadmin(by)
    addresses = list(dict.fromkeys(address.strip(",;").lower() for address in emails))
    problems = [Problem("emails", message) for address in addresses if (message := _cannot_invite(address))]
    if len(addresses) > MOST_INVITED:
        problems.append(Problem("emails", _("%s addresses at once are the most.") % MOST_INVITED))
    if problems:
        raise Invalid(problems)
    people = []
    for address in addresses:
        values = {"username": free_login(address), "email": address, "profile": profile}
        user = save_user(values | {"company": by.user.company_id, "language": by.user.language}, by=by)
        invite(user, by=by)
        people.append(user)
    return people


def _cannot_invite(address: str) -> str:
    try:
        email(address)
    except BadValue as bad:
        return bad.message
    if User.objects.filter(email__iexact=address).exists():
        return _("Somebody with the address %s has a login already.") % address
    return ""
