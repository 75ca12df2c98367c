"""
One field of many companies at once: first how many would change, are the same, or may not change and why; then the change.

The preview counts in the database; the change locks its rows, writes them and the journal together, and is one step to undo.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BigIntegerField, Case, F, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.accounts.access import access_of
from hanse.accounts.models import User
from hanse.companies.fields import FIELDS, derive
from hanse.companies.models import Company, CompanyRole
from hanse.companies.people import pickable_users
from hanse.companies.querysets import CompanyQuerySet
from hanse.companies.rules import RULES
from hanse.customfields.models import CustomField
from hanse.customfields.values import clean_value, fields_of
from hanse.foundation.bulk import update_rows
from hanse.foundation.errors import BadValue, Invalid, Problem, Refused
from hanse.foundation.transactions import in_one_transaction
from hanse.journal.actor import Actor
from hanse.journal.recording import Entry, diff, record_in_bulk

KIND = "company"
# More cannot be undone within a request.
MOST = 2000
PLAIN = ("role", "country", "owner", "payment_conditions")
CUSTOM = "custom."
LABELS = {field.name: field.label for field in FIELDS}
CLEANERS = {field.name: field.clean for field in FIELDS}


@dataclass(frozen=True)
class Effect:
    """What a change would do: `refused` has a sentence and a number for every reason why rows stay as they are."""

    changes: int
    same: int
    refused: list[tuple[str, int]]

    @property
    def is_too_much(self) -> bool:
        return self.changes > MOST


@dataclass(frozen=True)
class _Wanted:
    """One field and the value it is to have. `same` holds for rows that have it; `lay` puts it onto a company."""

    name: str
    same: Q
    lay: Callable[[Company], None]
    columns: tuple[str, ...]
    held: Callable[[Company], Any]
    owner: User | None = None


class _Held(Func):
    """The text that a company holds under the id of a custom field; a key of digits is no place in an array."""

    output_field = TextField()

    def __init__(self, pk: int) -> None:
        super().__init__(F("custom"))
        self.key = int(pk)

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(
            compiler, connection, template=f"JSON_EXTRACT(%(expressions)s, '$.\"{self.key}\"')", **extra
        )

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template=f"(%(expressions)s ->> '{self.key}')", **extra)


def editable_fields() -> dict[str, str]:
    """Return what can be set for many companies at once: name -> label. Values that depend on others are not among them."""
    found = {name: str(LABELS[name]) for name in PLAIN}
    return found | {f"{CUSTOM}{field.pk}": field.label for field in _free_fields()}


def foresee(rows: CompanyQuerySet, name: str, raw: Any, *, by: Actor) -> Effect:
    """
    Return what setting `name` to `raw` would do to those of `rows` that the person sees.

    :raises Invalid: for a field or a value that cannot be taken.
    """
    wanted = _wanted(name, raw, by)
    seen = rows.visible_to(by.user).order_by()
    mine = rows.editable_by(by.user).order_by()
    total, editable, same = seen.count(), mine.count(), mine.filter(wanted.same).count()
    reasons = [(_("You can see them, but not change them."), total - editable)]
    lost = clashing = 0
    if wanted.owner:
        differing = _differing(mine, wanted)
        lost = differing.count() - _staying(differing, wanted.owner, by).count()
        clashing = len(_clashing(_staying(differing, wanted.owner, by), wanted.owner))
        reasons.append((_("You would no longer see them. Change these one by one."), lost))
        reasons.append((_("The new owner has a company of this name without a parent."), clashing))
    return Effect(
        editable - same - lost - clashing, same, [(why, number) for why, number in reasons if number]
    )


@in_one_transaction
def edit_many(rows: CompanyQuerySet, name: str, raw: Any, *, by: Actor) -> int:
    """
    Set one field of all `rows` that the person may change; return how many changed.

    :raises Invalid: as `foresee`.
    :raises Refused: when they are more than MOST.
    """
    wanted = _wanted(name, raw, by)
    if wanted.owner:
        # He must not move to another company meanwhile: the rows follow him.
        User.objects.select_for_update(no_key=True).get(pk=wanted.owner.pk)
    ids = _ids_to_change(rows, wanted, by)
    if len(ids) > MOST:
        raise Refused(_("At most %s companies change at once. Narrow the list.") % MOST)
    held = Company.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    still = _ids_to_change(Company.objects.filter(pk__in=[company.pk for company in held]), wanted, by)
    companies = list(Company.objects.filter(pk__in=still).select_related("owner").order_by("pk"))
    entries, now = [], timezone.now()
    for company in companies:
        before = {wanted.name: wanted.held(company)}
        wanted.lay(company)
        company.version += 1
        company.last_activity = now
        changed = diff(before, {wanted.name: wanted.held(company)})
        entries.append(Entry("updated", KIND, company.pk, company.name, company.pk, changed))
    columns = [*wanted.columns, "version", "last_activity"]
    update_rows(Company, columns, [[getattr(each, name) for name in (*columns, "pk")] for each in companies])
    record_in_bulk(entries, by=by)
    return len(entries)


def _ids_to_change(rows: CompanyQuerySet, wanted: _Wanted, by: Actor) -> list[int]:
    found = _differing(rows.editable_by(by.user).order_by(), wanted)
    if not wanted.owner:
        return list(found.values_list("pk", flat=True)[: MOST + 1])
    found = _staying(found, wanted.owner, by)
    clashing = set(_clashing(found, wanted.owner))
    return [pk for pk in found.values_list("pk", flat=True)[: MOST + 1 + len(clashing)] if pk not in clashing]


def _differing(rows: QuerySet, wanted: _Wanted) -> QuerySet:
    return rows.exclude(wanted.same)


def _staying(rows: QuerySet, owner: User, by: Actor) -> QuerySet:
    """Keep the rows that the person still sees when `owner` has them: the rules look at them as they would be."""
    access = access_of(by.user)
    if access.is_superadmin:
        return rows
    company = Value(owner.company_id, output_field=BigIntegerField())
    would: Mapping[str, Any] = {
        "owner_id": Value(owner.pk),
        "path": F("path"),
        "owner_company": Case(When(parent__isnull=True, then=None), default=company),
    }
    parts = [found for rule in RULES if (found := rule.rows(access, would.__getitem__)) is not None]
    return rows.filter(reduce(or_, parts))


def _clashing(rows: QuerySet, owner: User) -> list[int]:
    """Return the rows without a parent whose name `owner` has already, or would have twice; such rows are few."""
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
    return clashing


def _wanted(name: str, raw: Any, by: Actor) -> _Wanted:
    """
    Return the change as the rows take it, cleaned as everywhere.

    :raises Invalid: naming the field.
    """
    try:
        if name.startswith(CUSTOM):
            return _custom(name, raw)
        if name not in PLAIN:
            raise BadValue(_("This field cannot be set for many companies at once."))
        value = CLEANERS[name](raw)
        if name == "owner":
            return _owner(value, by)
        if name == "role" and value is not None and not CompanyRole.objects.filter(pk=value).exists():
            raise BadValue(_("There is no role with the id %s.") % value)
    except BadValue as bad:
        raise Invalid([Problem(name, bad.message)]) from bad
    column = "role_id" if name == "role" else name
    condition = Q(role__isnull=True) if column == "role_id" and value is None else Q(**{column: value})

    def lay(company: Company) -> None:
        setattr(company, column, value)
        derive(company)

    columns = (column, "search_text") if name == "country" else (column,)
    return _Wanted(name, condition, lay, columns, lambda company: getattr(company, column))


def _owner(login: str, by: Actor) -> _Wanted:
    owner = pickable_users(by.user).filter(username__iexact=login).first() if login else None
    if owner is None:
        raise BadValue(
            _("There is no active user “%s” whom you can pick.") % login
            if login
            else _("A company needs an owner.")
        )

    def lay(company: Company) -> None:
        company.owner = owner
        company.owner_company = owner.company_id if company.parent_id else None

    return _Wanted(
        "owner",
        Q(owner=owner),
        lay,
        ("owner_id", "owner_company"),
        lambda company: company.owner.username,
        owner,
    )


def _custom(name: str, raw: Any) -> _Wanted:
    key = name.removeprefix(CUSTOM)
    field = next((each for each in _free_fields() if str(each.pk) == key), None)
    if field is None:
        raise BadValue(_("This field cannot be set for many companies at once."))
    value = clean_value(field, raw)

    def lay(company: Company) -> None:
        others = {other: kept for other, kept in company.custom.items() if other != key}
        company.custom = others | ({key: value} if value else {})

    text = TextField()
    same = Q(Exact(Coalesce(_Held(field.pk), Value("", text)), Value(value, text)))
    return _Wanted("custom", same, lay, ("custom",), lambda company: dict(company.custom))


def _free_fields() -> list[CustomField]:
    """Custom fields that depend on no other, and on which none depends."""
    fields = fields_of(KIND)
    above = {field.parent_id for field in fields}
    return [field for field in fields if field.parent_id is None and field.pk not in above]
