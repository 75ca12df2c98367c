"""The way back of companies: taking back that one was made, changed or deleted, and putting earlier values back."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.accounts.models import User
from hanse.companies.actions import KIND, clashes_of, store_company, tell, update_company
from hanse.companies.fields import FIELDS, PLAIN, derive, values_of
from hanse.companies.models import Company, CompanyRole
from hanse.companies.moves import hand_back
from hanse.companies.people import check_parent
from hanse.companies.querysets import facts_of
from hanse.companies.rules import decide
from hanse.companies.tree import hold_parent, place
from hanse.customfields.values import fields_of
from hanse.foundation.errors import Forbidden, Invalid, Refused
from hanse.imports.models import ExternalId
from hanse.imports.references import blocked
from hanse.journal.actor import Actor
from hanse.journal.earlier import lives
from hanse.journal.models import Change
from hanse.journal.recording import diff
from hanse.journal.undoing import Undoer, check_unchanged, old_values, values_before_end
from hanse.setup.models import Section

LABELS = {field.name: field.label for field in FIELDS}


def label_of(name: str) -> str:
    """Return what a field of a company is called, a custom one (`custom.<id>`) too."""
    key = name.removeprefix("custom.")
    if key == name:
        return str(LABELS.get(name, name))
    return next(
        (each.label for each in fields_of(KIND) if str(each.pk) == key), _("A custom field that is gone")
    )


def user_named(login: str) -> User:
    """
    Return the user who has, or had, a login name.

    :raises Refused: when nobody ever had it.
    """
    user = User.objects.filter(username__iexact=login).first()
    if user is None:
        renamed = Change.objects.filter(kind="user", fields__username__0=login).order_by("-id").first()
        user = User.objects.filter(pk=renamed.about).first() if renamed else None
    if user is None:
        raise Refused(_("Its owner %s is not there any more.") % login)
    return user


def _remove(change: Change, by: Actor) -> None:
    """Delete a company that the person has just made: nobody has touched it, and nothing hangs from it."""
    company = Company.objects.select_for_update().get_editable(by.user, change.about)
    check_unchanged(_with_present_logins(change), values_of(company), label_of)
    if blocked(Company, [company.pk]):
        raise Refused(_("Something belongs to it by now: contacts, notes, files, companies or users."))
    tell("deleted", company, diff(values_of(company), {}), by)
    company.delete()


def _put_back(change: Change, by: Actor) -> None:
    company = Company.objects.select_for_update(no_key=True).get_editable(by.user, change.about)
    raw = old_values(_with_present_logins(change), values_of(company), label_of)
    # He saw it before his step, so going back takes no sight from him.
    update_company(company.pk, raw, by=by, lose_sight=True, returning=True)


def _bring_back(changes: Sequence[Change], by: Actor) -> None:
    known = lives(KIND, [change.about for change in changes])
    for change in changes:
        created_at, version = known[change.about]
        if Company.objects.filter(pk=change.about).exists():
            raise Refused(_("It is there already."))
        company = Company(pk=change.about, created_at=created_at, version=version)
        _lay_again(company, values_before_end(change))
        _authorise(company, change, by)
        if problems := clashes_of(company):
            raise Invalid(problems)
        store_company(company)
        tell("created", company, diff({}, values_of(company)), by)


def _lay_again(company: Company, values: Mapping[str, Any]) -> None:
    """Lay the values of a deleted company over one that comes back; what it refers to must be there."""
    for name in PLAIN:
        if values.get(name) is not None:
            setattr(company, name, values[name])
    company.owner = user_named(values["owner"])
    company.role_id = values.get("role")
    if company.role_id and not CompanyRole.objects.filter(pk=company.role_id).exists():
        raise Refused(_("Its role is gone; bring that one back first."))
    # Values of a field that was deleted since went with the field.
    keys = {str(field.pk) for field in fields_of(KIND)}
    company.custom = {key: value for key, value in (values.get("custom") or {}).items() if key in keys}
    if values.get("parent"):
        company.parent = hold_parent(values["parent"])
        check_parent(company, company.parent)
    derive(company)
    place(company, parent_before=None, owner_before=None)


def _authorise(company: Company, change: Change, by: Actor) -> None:
    """Let those bring a company back who could change it where it returns to: its deleter, and whoever may manage."""
    access = access_of(by.user)
    own = change.by_id == by.user.pk
    may_modify = decide(access, facts_of(company), Section.COMPANIES).may_modify
    if not (may_modify and (own or access.may(Right.MANAGE))):
        raise Forbidden(_("You may not bring it back to where it was."))


def _with_present_logins(change: Change) -> Change:
    """Let a row name owners as they are called today."""
    if "owner" in change.fields:
        pair = [user_named(login).username if login else login for login in change.fields["owner"]]
        change.fields = change.fields | {"owner": pair}
    return change


COMPANY = Undoer(
    KIND, remove=_remove, put_back=_put_back, bring_back=_bring_back, hand_back=partial(hand_back, Company)
)
EXTERNAL_ID = Undoer("external_id", hand_back=partial(hand_back, ExternalId))
