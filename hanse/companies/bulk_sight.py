"""Who would see many companies, if all of them had another owner or parent."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Value, When

from hanse.accounts.access import Access, read_access, visibility_entries
from hanse.accounts.models import User
from hanse.companies.models import Company
from hanse.companies.rules import OWNER, RULES, Facts, decide
from hanse.journal.actor import Actor
from hanse.setup.models import Section

# So many kinds of rows are looked at; beyond them the counts are at least as high.
MOST_KINDS, MOST_PEOPLE = 20, 1000


def staying(
    rows: QuerySet,
    access: Access,
    *,
    owner: User | None = None,
    parent: Company | None = None,
    moves: bool = False,
) -> QuerySet:
    """Keep the rows that a person would still see: the rules look at them as they would be. `moves` takes `parent` as new."""
    number = BigIntegerField()
    would: dict[str, Any] = {
        "owner_id": F("owner_id"),
        "path": F("path"),
        "owner_company": F("owner_company"),
    }
    if owner:
        company = Value(owner.company_id, output_field=number)
        would["owner_id"] = Value(owner.pk)
        would["owner_company"] = Case(When(parent__isnull=True, then=None), default=company)
    if moves:
        if parent is None:
            return rows.filter(OWNER.rows(access, would.__getitem__) or Q(pk__in=[]))
        if access.prefix is not None and parent.prefix.startswith(access.prefix):
            # He sees whatever hangs there.
            return rows
        # What hangs from it has a path that starts like this.
        would |= {"path": Value(parent.prefix), "owner_company": F("owner__company_id")}
    return rows.filter(
        reduce(or_, [found for rule in RULES if (found := rule.rows(access, would.__getitem__)) is not None])
    )


def sight_after(rows: Any, name: str, raw: Any, by: Actor) -> tuple[int, int, bool]:
    """Return what `sight_of_many` says of a new owner (his login) or parent (its id), which the room has taken before."""
    mine = rows.editable_by(by.user)
    if name == "owner":
        return sight_of_many(mine, owner=User.objects.get(username__iexact=raw))
    parent = Company.objects.filter(pk=raw).first() if raw else None
    return sight_of_many(mine, parent=parent, moves=True)


def sight_of_many(
    rows: QuerySet, *, owner: User | None = None, parent: Company | None = None, moves: bool = False
) -> tuple[int, int, bool]:
    """
    Return how many people would gain and lose sight of some of `rows`, and whether that is all of them.

    Rows of one owner under one parent are alike, so one of each kind is looked at.
    """
    kinds = rows.order_by().values_list("owner_id", "parent_id", "owner_company").distinct()[: MOST_KINDS + 1]
    people = User.objects.filter(is_active=True, is_superadmin=False).select_related("profile", "company")
    found = list(people[: MOST_PEOPLE + 1])
    entries = visibility_entries()
    readers = [read_access(user, entries) for user in found[:MOST_PEOPLE]]
    paths = _paths({parent_id for _owner, parent_id, _company in kinds if parent_id})
    homes = dict(
        User.objects.filter(pk__in={owner_id for owner_id, *_rest in kinds}).values_list("pk", "company_id")
    )
    gains: set[int] = set()
    loses: set[int] = set()
    for owner_id, parent_id, owner_company in list(kinds)[:MOST_KINDS]:
        before = Facts(owner_id, f"{paths[parent_id]}0/" if parent_id else None, owner_company)
        after = _after(before, homes.get(owner_id), owner, parent, moves)
        for reader in readers:
            saw, sees = (decide(reader, facts, Section.COMPANIES).may_view for facts in (before, after))
            if saw != sees:
                (gains if sees else loses).add(reader.user_id)
    return len(gains), len(loses), len(kinds) <= MOST_KINDS and len(found) <= MOST_PEOPLE


def _after(before: Facts, home: int | None, owner: User | None, parent: Company | None, moves: bool) -> Facts:
    owner_id, home = (owner.pk, owner.company_id) if owner else (before.owner_id, home)
    path = (f"{parent.prefix}0/" if parent else None) if moves else before.path
    return Facts(owner_id, path, home if path is not None else None)


def _paths(ids: set[int]) -> Mapping[int, str]:
    return {company.pk: company.prefix for company in Company.objects.filter(pk__in=ids).only("path")}
