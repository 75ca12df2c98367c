"""The verbs of a company. Each authorises first, changes, and writes the journal, in one transaction."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.accounts.models import User
from hanse.activity.models import Activity
from hanse.companies.errors import WouldLoseSight
from hanse.companies.fields import FIELDS, PLAIN, derive, values_of
from hanse.companies.models import Company, CompanyRole
from hanse.companies.moving import Telling, are_many, below_of, postpone
from hanse.companies.people import check_parent, pickable_users, what_if
from hanse.companies.querysets import facts_of
from hanse.companies.rules import Facts
from hanse.companies.tree import hold_parent, lock_parent, move_below, place
from hanse.customfields.values import clean_custom, fields_of
from hanse.files.trash import farewell
from hanse.foundation.bulk import allot_ids
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Problem, Refused, Stale
from hanse.foundation.fields import clean_all
from hanse.foundation.rooms import rooms
from hanse.foundation.transactions import in_one_transaction
from hanse.journal.actor import Actor
from hanse.journal.models import Change
from hanse.journal.recording import Fields, change, diff, record, record_all

KIND = "company"
# How the two databases name the constraint that was hit -> the field to look at.
CLASHES = {
    "company_tax_id_once": "tax_id",
    "companies_company.tax_key": "tax_id",
    "company_name_among": "name",
    "companies_company.name_key": "name",
}


@in_one_transaction
def create_company(raw: Mapping[str, Any], *, by: Actor) -> Company:
    """
    Make a company from raw values; owner and parent default to the creator and his company when not given.

    :raises Forbidden: without the right to write.
    :raises Invalid: naming every field with a problem; nothing is written.
    """
    if not access_of(by.user).may(Right.WRITE):
        raise Forbidden(_("You may not create companies."))
    company = Company(owner=by.user)
    values, problems = clean_all(FIELDS, raw, partial=False)
    values.setdefault("owner", by.user.username)
    if "parent" not in raw:
        values["parent"] = by.user.company_id
    _lay(company, values, problems, by)
    store_company(company)
    tell("created", company, diff({}, values_of(company)), by)
    return company


@in_one_transaction
def update_company(
    company_id: int,
    raw: Mapping[str, Any],
    *,
    by: Actor,
    version: int | None = None,
    lose_sight: bool = False,
    returning: bool = False,
    telling: Telling | None = None,
) -> Company:
    """
    Change the given fields of a company. A new parent waits for a worker where very many companies would move along
    (`moving.py`); that one gives `telling`, which is told how many have.

    `version` is the one that was edited; None overwrites. `lose_sight` confirms that the person will not see it any more.
    `returning` lets it go back to the owner and the parent that it had before the person's own step, also where he
    could not pick them.

    :raises NotFound: when the person may not know of it.
    :raises Forbidden: when he may only see it.
    :raises Stale: when somebody saved meanwhile.
    :raises WouldLoseSight: when his own change would hide it from him, unless confirmed.
    :raises Invalid: naming every field with a problem; nothing is written.
    """
    company = _locked(company_id, by, version)
    before, old, old_prefix = values_of(company), facts_of(company), company.prefix
    values, problems = clean_all(FIELDS, raw, partial=True)
    _lay(company, values, problems, by, returning=returning)
    moved = facts_of(company) != old
    if moved and not lose_sight and what_if(old, facts_of(company)).takes_sight_from(by.user):
        raise WouldLoseSight(
            _("After this change you would no longer see %s. Confirm that you want this.") % company
        )
    if company.prefix != old_prefix and telling is None and are_many(below_of(old_prefix)):
        _move_later(company, old, before["parent"], by)
    changed = diff(before, values_of(company))
    if not changed:
        return company
    company.version += 1
    company.last_activity = timezone.now()
    store_company(company)
    if company.prefix != old_prefix:
        move_below(company, old_prefix, telling)
    tell("updated", company, changed, by)
    return company


@in_one_transaction
def lay_update(
    company_id: int, raw: Mapping[str, Any], *, by: Actor, version: int | None = None
) -> tuple[Facts, Facts]:
    """Return the facts of a company as they are and as `update_company` would make them; refuses whatever that would."""
    company = _locked(company_id, by, version)
    old = facts_of(company)
    values, problems = clean_all(FIELDS, raw, partial=True)
    _lay(company, values, problems, by)
    return old, facts_of(company)


def _locked(company_id: int, by: Actor, version: int | None) -> Company:
    # Alone, without its owner: a join would keep the owner's row as it was before this waited for another change.
    company = Company.objects.select_for_update(no_key=True).get_editable(by.user, company_id)
    if version is not None and version != company.version:
        raise Stale(_("Somebody else saved this company meanwhile."), current=company.version)
    return company


def _move_later(company: Company, old: Facts, parent_before: int | None, by: Actor) -> None:
    """Let a worker hang `company` from the parent that it has now, and all below it; it stays where it was till then."""
    try:
        postpone(below_of(old.path or company.prefix), {"parent": company.parent_id}, by=by, company=company)
    except Refused as refusal:
        raise Invalid([Problem("parent", refusal.message)]) from refusal
    parent_after = company.parent_id
    company.parent = Company.objects.get(pk=parent_before) if parent_before else None
    place(company, parent_before=parent_after, owner_before=old.owner_id)
    company.path = old.path


@in_one_transaction
def delete_company(company_id: int, *, by: Actor, version: int | None = None) -> None:
    """
    Delete a company with its contacts, activities and files; the journal keeps all of them.

    :raises Forbidden: without the right to manage.
    :raises Refused: while companies hang from it.
    """
    company = Company.objects.select_for_update().get_editable(by.user, company_id)
    if version is not None and version != company.version:
        raise Stale(_("Somebody else saved this company meanwhile."), current=company.version)
    if not access_of(by.user).may(Right.MANAGE):
        raise Forbidden(_("Deleting a company needs the right to manage."))
    _refuse_while_in_use(company, by)
    if company.billing_contact_id is not None:
        # A row of its own: on the way back the contact must be there before it is billed.
        tell("updated", company, {"billing_contact": [company.billing_contact_id, None]}, by)
        company.billing_contact_id = None
    record_all(_farewell(company, by))
    company.delete()


def release_billing_contact(contact_id: int, *, by: Actor) -> None:
    """Let go of a contact that leaves: companies that billed to it have no billing contact until somebody picks one."""
    for company in Company.objects.select_for_update().filter(billing_contact=contact_id):
        company.billing_contact_id = None
        company.version += 1
        company.save(update_fields=["billing_contact", "version"])
        tell("updated", company, {"billing_contact": [contact_id, None]}, by)


def touch(company_id: int, *, at: datetime.datetime | None = None) -> None:
    """Note when something last happened at a company, now when not given; part of the caller's transaction."""
    Company.objects.filter(pk=company_id).update(last_activity=at or timezone.now())


def _refuse_while_in_use(company: Company, by: Actor) -> None:
    if count := company.children.count():
        seen = Company.objects.visible_to(by.user).filter(parent=company).values_list("name", flat=True)[:5]
        names = ", ".join(seen) or _("companies you cannot see")
        sentence = _("%(count)s companies hang from it (%(names)s). Give them another parent first.")
        raise Refused(sentence % {"count": count, "names": names})
    if members := company.members.count():
        raise Refused(_("%s users work for it. Give them another company first.") % members)


def _farewell(company: Company, by: Actor) -> list[Change]:
    """
    Return the journal rows of a deletion: all values of the company and of what goes with it.

    What hangs from something stands before it: the way back reads them from the end.
    """
    # A contact that came from elsewhere has left its older notes there.
    noted = Activity.objects.filter(Q(company=company) | Q(contact__company=company)).order_by("pk")
    parts: list[tuple[str, Any, str, dict, int]]
    parts = [("activity", each, each.text[:80], each.values(), each.company_id) for each in noted]
    for room in reversed(rooms()):
        if room.kind != KIND:
            own = room.rows().filter(company=company).order_by("pk")
            parts += [(room.kind, each, str(each), room.values(each), company.pk) for each in own]
    parts.append((KIND, company, company.name, values_of(company), company.pk))
    return farewell(company.files.all(), by=by) + [
        change(
            "deleted",
            kind=kind,
            record_id=row.pk,
            company_id=company_id,
            label=label,
            by=by,
            fields=diff(values, {}),
        )
        for kind, row, label, values, company_id in parts
    ]


def tell(verb: str, company: Company, fields: Fields, by: Actor) -> None:
    """Write the journal row of a company; part of the caller's transaction."""
    record(
        verb,
        kind=KIND,
        record_id=company.pk,
        company_id=company.pk,
        label=company.name,
        by=by,
        fields=fields,
    )


def _lay(
    company: Company, values: dict[str, Any], problems: list[Problem], by: Actor, *, returning: bool = False
) -> None:
    """Lay cleaned values over `company`, references looked up as far as the person may see them."""
    stood = {"parent_before": company.parent_id, "owner_before": company.owner_id}
    for name in PLAIN:
        if name in values:
            setattr(company, name, values[name])
    problems += _lay_role(company, values) + _lay_owner(company, values, by, returning)
    problems += _lay_contact(company, values) + _lay_parent(company, values, by, returning)
    problems += _lay_custom(company, values)
    derive(company)
    problems += clashes_of(company)
    if problems:
        raise Invalid(problems)
    place(company, **stood)


def _lay_role(company: Company, values: dict) -> list[Problem]:
    if "role" not in values:
        return []
    if values["role"] is not None and not CompanyRole.objects.filter(pk=values["role"]).exists():
        return [Problem("role", _("There is no role with the id %s.") % values["role"])]
    company.role_id = values["role"]
    return []


def _lay_owner(company: Company, values: dict, by: Actor, returning: bool) -> list[Problem]:
    if "owner" not in values or values["owner"] == company.owner.username:
        return []
    if not values["owner"]:
        return [Problem("owner", _("A company needs an owner."))]
    people = User.objects.all() if returning else pickable_users(by.user)
    owner = people.filter(username__iexact=values["owner"]).first()
    if owner is None:
        return [Problem("owner", _("There is no active user “%s” whom you can pick.") % values["owner"])]
    company.owner = owner
    return []


def _lay_parent(company: Company, values: dict, by: Actor, returning: bool) -> list[Problem]:
    if "parent" not in values or (company.pk and values["parent"] == company.parent_id):
        # Kept as it is, also a parent that the person cannot see.
        return []
    if values["parent"] is None:
        company.parent = None
        return []
    try:
        parent = hold_parent(values["parent"]) if returning else lock_parent(values["parent"], by.user)
        check_parent(company, parent)
    except (NotFound, Refused) as refusal:
        return [Problem("parent", refusal.message)]
    company.parent = parent
    return []


def _lay_contact(company: Company, values: dict) -> list[Problem]:
    if "billing_contact" not in values:
        return []
    contact = values["billing_contact"]
    if contact is not None and not (company.pk and company.contacts.filter(pk=contact).exists()):
        return [Problem("billing_contact", _("The billing contact must be a contact of this company."))]
    company.billing_contact_id = contact
    return []


def _lay_custom(company: Company, values: dict) -> list[Problem]:
    if "custom" not in values:
        return []
    company.custom, problems = clean_custom(fields_of("company"), values["custom"], company.custom)
    return problems


def clashes_of(company: Company) -> list[Problem]:
    """Return the uniqueness rules that other companies, visible or not, stand against."""
    problems = []
    others = Company.objects.exclude(pk=company.pk)
    # The index holds only companies that have one, so the question says that too.
    if company.tax_key and others.filter(tax_key=company.tax_key).exclude(tax_key="").exists():
        problems.append(Problem("tax_id", _("This tax ID is already in use.")))
    beside = (
        {"parent": company.parent_id} if company.parent_id else {"parent": None, "owner": company.owner_id}
    )
    if company.name_key and others.filter(name_key=company.name_key, **beside).exists():
        problems.append(
            Problem("name", _("This name is already in use there; add what tells the two apart."))
        )
    return problems


def store_company(company: Company) -> None:
    """Save; a clash that another transaction made in the meantime becomes the same refusal as one seen before."""
    try:
        with transaction.atomic():
            if company.path is None and company.parent:
                # Known beforehand, its id goes into the path at once; an update would write every index again.
                company.pk = company.pk or allot_ids(Company, 1)[0]
                company.path = f"{company.parent.prefix}{company.pk}/"
            company.save(force_insert=company._state.adding)
    except IntegrityError as error:
        field = next((field for sign, field in CLASHES.items() if sign in str(error)), None)
        if field is None:
            raise
        raise Invalid([Problem(field, _("This is already in use."))]) from error
