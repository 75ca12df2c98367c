"""
The derived columns of the access rule: `path` and `owner_company` follow their sources here, and nowhere else.

They would lie if a source could change between being read and being used. So parent and owner are held (FOR SHARE on
PostgreSQL: many may hold, a change waits; SQLite has one writer at a time anyway) until the transaction ends, and a move
looks again for companies that came below while it waited (docs/decisions/0003).
"""

from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from hanse.accounts.models import User
from hanse.companies.models import Company
from hanse.companies.moving import Telling, below_of
from hanse.companies.people import facts_with
from hanse.companies.querysets import decision
from hanse.companies.rules import Placed, below
from hanse.foundation.errors import NotFound

# So many companies follow between two looks at how far it is.
PIECE = 2000


def lock_parent(parent_id: int, user) -> Company:
    """
    Return a company that `user` may hang another from: one he sees, or his own; it cannot move until the transaction ends.

    :raises NotFound: for any other.
    """
    parent = _held(Company, parent_id)
    if parent is None or not (parent.pk == user.company_id or decision(user, parent).may_view):
        raise NotFound(_("There is no company with the id %s that you can see.") % parent_id)
    return parent


def hold_parent(parent_id: int) -> Company:
    """
    Return a company that another one hung from before and goes back to; it cannot move until the transaction ends.

    :raises NotFound: when it is gone.
    """
    parent = _held(Company, parent_id)
    if parent is None:
        raise NotFound(_("Its parent is gone; bring that one back first."))
    return parent


def place(company: Company, *, parent_before: int | None, owner_before: int | None) -> None:
    """
    Set `path` and `owner_company` after a new parent (held already) or owner; what did not change keeps its column.

    The path of a company that has no id yet is set when it gets one.
    """
    same_parent = bool(company.pk) and company.parent_id == parent_before
    if same_parent and company.owner_id == owner_before:
        return
    owner = _held(User, company.owner_id) or company.owner
    facts = facts_with(company, owner=owner, parent=company.parent)
    company.owner_company = facts.owner_company
    if not same_parent:
        company.path = facts.path if company.pk else None


def move_below(company: Placed, old_prefix: str, telling: Telling | None = None) -> None:
    """Let the paths of all companies below `company` follow it from `old_prefix`; `telling` is told how many have."""
    rows = below_of(old_prefix)
    following = {"path": Concat(Value(company.prefix), Substr(F("path"), len(old_prefix) + 1))}
    if telling:
        paths = rows.order_by("path").values_list("path", flat=True).iterator()
        starts = [path for number, path in enumerate(paths) if number % PIECE == 0]
        moved = 0
        for start, end in pairwise([*starts, below(old_prefix)[1]]):
            moved += rows.filter(path__gte=start, path__lt=end).update(**following)
            telling(moved)
    while rows.update(**following):
        # An update does not see what others stored while it waited for them; those have the old path still.
        continue


def owned_by(user) -> QuerySet[Company]:
    """Return the companies that follow `user` to another company."""
    return Company.objects.filter(owner=user, parent__isnull=False)


def follow_owner(user, telling: Telling | None = None) -> None:
    """Let the companies of `user` follow him to his new company; for the action that moves the user."""
    rows = owned_by(user)
    if telling:
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        for done in range(0, len(ids), PIECE):
            rows.filter(pk__in=ids[done : done + PIECE]).update(owner_company=user.company_id)
            telling(done)
        rows = rows.exclude(owner_company=user.company_id)
    rows.update(owner_company=user.company_id)


def _held(model: Any, pk: int) -> Any:
    """Return a row that nobody can change until the transaction ends; None when it is not there."""
    if not 0 < pk < 2**63:
        return None
    hold = " FOR SHARE" if connection.vendor == "postgresql" else ""
    table = model._meta.db_table
    # The table's name comes from the model, the id is a parameter.
    held = f"SELECT * FROM {table} WHERE id = %s{hold}"  # noqa: S608
    rows = model._default_manager.raw(held, [pk])  # allowed: Django has no FOR SHARE
    return next(iter(rows), None)
