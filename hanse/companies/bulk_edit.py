"""What can be set for many companies at once, which of them may change, and deleting many."""

from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.accounts.models import User
from hanse.bulk.many import Hurdle, Many, Wanted
from hanse.companies.actions import KIND, delete_company, update_company
from hanse.companies.bulk_sight import staying
from hanse.companies.fields import FIELDS, derive
from hanse.companies.models import Company, CompanyRole
from hanse.companies.people import pickable_users
from hanse.companies.querysets import decision
from hanse.customfields.held import held_text
from hanse.customfields.models import CustomField
from hanse.customfields.values import choices_for, clean_value, fields_of
from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.journal.actor import Actor

# Name and tax ID are each company's own.
SETTABLE = (
    "role", "country", "owner", "parent", "payment_conditions", "phone", "email", "website", "address", "comments",
)  # fmt: skip
SEARCHED = {"country", "phone", "email", "website", "address"}
CUSTOM = "custom."
BY_NAME = {field.name: field for field in FIELDS}


def editable_fields() -> dict[str, str]:
    """Return what can be set for many companies at once: name -> label."""
    found = {name: str(BY_NAME[name].label) for name in SETTABLE}
    return found | {f"{CUSTOM}{field.pk}": field.label for field in fields_of(KIND)}


def wanted(name: str, raw: Any, by: Actor, *, returning: bool = False) -> Wanted:
    """
    Return the change as the rows take it, cleaned as everywhere.

    :raises Invalid: naming the field.
    """
    try:
        if name.startswith(CUSTOM):
            return _custom(name.removeprefix(CUSTOM), raw)
        if name not in SETTABLE:
            raise BadValue(_("This field cannot be set for many companies at once."))
        value = BY_NAME[name].clean(raw)
        if name == "owner":
            return _owner(value, by, returning)
        if name == "parent":
            return _parent(value, by)
        if name == "role" and value is not None and not CompanyRole.objects.filter(pk=value).exists():
            raise BadValue(_("There is no role with the id %s.") % value)
        return _plain(name, value)
    except BadValue as bad:
        raise Invalid([Problem(name, bad.message)]) from bad


def deleting(by: Actor) -> Wanted:
    """Return the deletion of many companies: those stay that could not be deleted one by one."""
    below = Exists(Company.objects.filter(parent=OuterRef("pk")))
    members = Exists(User.objects.filter(company=OuterRef("pk")))
    return Wanted(
        act=lambda pk, by: delete_company(pk, by=by),
        hurdles=[
            Hurdle(
                _("Companies hang from them. Give those another parent first."),
                lambda rows: rows.exclude(below),
            ),
            Hurdle(
                _("Users work for them. Give those another company first."),
                lambda rows: rows.exclude(members),
            ),
        ],
    )


def _plain(name: str, value: Any) -> Wanted:
    column = "role_id" if name == "role" else name
    same = Q(role__isnull=True) if name == "role" and value is None else Q(**{column: value})

    def lay(company: Company) -> None:
        setattr(company, column, value)
        if name in SEARCHED:
            derive(company)

    return Wanted(
        same=same,
        columns=(column, "search_text") if name in SEARCHED else (column,),
        lay=lay,
        value=lambda company: getattr(company, column),
        told=lambda company: {name: getattr(company, column)},
    )


def _owner(login: str, by: Actor, returning: bool) -> Wanted:
    people = User.objects.all() if returning else pickable_users(by.user)
    owner = people.filter(username__iexact=login).first() if login else None
    if owner is None:
        missing = _("There is no active user “%s” whom you can pick.") % login
        raise BadValue(missing if login else _("A company needs an owner."))

    def lay(company: Company) -> None:
        company.owner = owner
        company.owner_company = owner.company_id if company.parent_id else None

    def value(company: Company) -> str:
        # On the way back one without a parent may meet another of its name: its action looks.
        return "" if returning and company.parent_id is None else company.owner.username

    taken = _("The new owner has a company of this name without a parent.")
    return Wanted(
        same=Q(owner=owner),
        columns=("owner_id", "owner_company"),
        lay=lay,
        value=value,
        told=lambda company: {"owner": company.owner.username},
        hurdles=[]
        if returning
        else [_sight(by, owner=owner), Hurdle(taken, partial(_nameable, owner=owner))],
        # He must not move to another company meanwhile: the rows follow him.
        hold=lambda: _held(owner),
    )


def _held(owner: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)


def _nameable(rows: QuerySet, owner: User) -> QuerySet:
    """Leave out rows without a parent whose name `owner` has already, or would have twice; such rows are few."""
    taken = set(
        Company.objects.filter(owner=owner, parent__isnull=True)
        .exclude(name_key="")
        .values_list("name_key", flat=True)
    )
    clashing = []
    for pk, key in rows.filter(parent__isnull=True).order_by("pk").values_list("pk", "name_key"):
        if key and key in taken:
            clashing.append(pk)
        taken.add(key)
    return rows.exclude(pk__in=clashing) if clashing else rows


def _parent(pk: int | None, by: Actor) -> Wanted:
    """A move takes along what hangs below, so each goes by its action; what cannot go is counted before."""
    parent = Company.objects.filter(pk=pk).first() if pk else None
    if pk and not (parent and (parent.pk == by.user.company_id or decision(by.user, parent).may_view)):
        raise BadValue(_("There is no company with the id %s that you can see.") % pk)
    hurdles = [_sight(by, parent=parent, moves=True)]
    if parent:
        above = [*parent.ancestor_ids, parent.pk]
        names = Company.objects.filter(parent=parent).exclude(name_key="").values("name_key")
        hurdles = [
            Hurdle(
                _("The new parent is this company, or hangs from it."),
                lambda rows: rows.exclude(pk__in=above),
            ),
            Hurdle(
                _("The new parent has a company of this name."), lambda rows: rows.exclude(name_key__in=names)
            ),
            *hurdles,
        ]
    return Wanted(
        same=Q(parent=parent) if parent else Q(parent__isnull=True),
        hurdles=hurdles,
        act=lambda pk, by: update_company(pk, {"parent": parent.pk if parent else None}, by=by),
    )


def _sight(by: Actor, **changes: Any) -> Hurdle:
    why = _("You would no longer see them. Change these one by one.")
    access = access_of(by.user)
    return Hurdle(why, lambda rows: rows if access.is_superadmin else staying(rows, access, **changes))


def _custom(key: str, raw: Any) -> Wanted:
    fields = fields_of(KIND)
    field = next((each for each in fields if str(each.pk) == key), None)
    if field is None:
        raise BadValue(_("This field cannot be set for many companies at once."))
    text = clean_value(field, raw)

    def lay(company: Company) -> None:
        others = {other: kept for other, kept in company.custom.items() if other != key}
        company.custom = others | ({key: text} if text else {})

    return Wanted(
        same=Q(Exact(held_text(field.pk), Value(text, TextField()))),
        columns=("custom",),
        lay=lay,
        value=lambda company: company.custom.get(key, ""),
        told=lambda company: {"custom": dict(company.custom)},
        hurdles=_fitting(fields, field, text),
    )


def _fitting(fields: list[CustomField], field: CustomField, text: str) -> list[Hurdle]:
    """Return what keeps dependent choices in order: the value above must allow this one, those below must fit it."""
    needed = {}
    above = next((each for each in fields if each.pk == field.parent_id), None)
    if above and text:
        needed[above] = [value for value in choices_for(above) if text in choices_for(field, value)]
    for below in fields:
        if below.parent_id == field.pk:
            needed[below] = ["", *choices_for(below, text or "\0")]
    why = _("Their %s does not go with this value.")
    return [Hurdle(why % other.label, partial(_having, other, values)) for other, values in needed.items()]


def _having(field: CustomField, values: list[str], rows: QuerySet) -> QuerySet:
    name = f"held_{field.pk}"
    return rows.alias(**{name: held_text(field.pk)}).filter(**{f"{name}__in": values})


def _stamp(company: Company, now: Any) -> tuple[str, ...]:
    company.last_activity = now
    return ("last_activity",)


MANY = Many(
    kind=KIND,
    model=Company,
    fields=editable_fields,
    wanted=wanted,
    deleting=deleting,
    may_delete=lambda user: access_of(user).may(Right.MANAGE),
    company=lambda company: company.pk,
    stamp=_stamp,
    beside=("owner",),
)
