"""Saving users: their own columns, and the companies that follow their owner to his new company. One verb for all doors."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hanse.accounts.actions import require_superadmin, store_user
from hanse.accounts.models import User
from hanse.companies.models import Company
from hanse.companies.tree import follow_owner
from hanse.foundation.errors import Invalid, Problem
from hanse.foundation.text import same_key
from hanse.journal.actor import Actor


@transaction.atomic
def save_user(
    raw: Mapping[str, Any], *, by: Actor, user: User | None = None, version: int | None = None
) -> User:
    """
    Make a user, or change the given fields of one; `company` is an id.

    :raises Forbidden: unless a superadmin or the operator's console asks.
    :raises Invalid: naming every field with a problem; nothing is written.
    :raises LastSuperadmin: when nobody would be left who may set the installation up.
    :raises Stale: when somebody saved meanwhile.
    """
    saved = store_user(raw, by=by, user=user, version=version)
    if user is not None and "company" in raw:
        follow_owner(saved)
    return saved


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
    if (
        text.isascii()
        and text.isdigit()
        and len(text) <= 18
        and Company.objects.filter(pk=int(text)).exists()
    ):
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
