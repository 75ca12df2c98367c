"""
Who may see and change a company: rules A1 to A6 of the product, each written once.

A rule is an object that answers three ways from the same place: as rows of a query, as a decision about one company,
and as the sentence that "Who can see this?" shows. `path` and `owner_company` of a company are NULL without a parent,
so rule A6 (no parent: nobody but its owner and superadmins) follows from A4 and A5 matching nothing there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Protocol

from django.db.models import F, Func, Q
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThan
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hanse.accounts.access import Access, Right

Columns = Callable[[str], Any]


class Plain(Func):
    """
    A column that SQLite does not look up in an index; PostgreSQL sees it unchanged.

    SQLite collects all ids of a large scope and sorts them when it may use these indexes; hidden from it, it walks the
    index of the sort order instead (80 ms against 0.14 ms, docs/decisions/0003).
    """

    arity, template = 1, "%(expressions)s"

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


class Placed(Protocol):
    """A company as its place in the tree asks of it: the model, and the draft of an import."""

    @property
    def pk(self) -> Any: ...
    @property
    def name(self) -> Any: ...
    @property
    def prefix(self) -> str: ...


@dataclass(frozen=True)
class Facts:
    """All that the rules ask of a company; also of one as it would be after a change."""

    owner_id: int
    path: str | None
    owner_company: int | None


@dataclass(frozen=True)
class Rule:
    """One reason to see a company, and the right that changing it needs besides."""

    code: str
    why: str | Promise
    to_modify: Right
    holds: Callable[[Access, Facts], bool]
    rows: Callable[[Access, Columns], Q | None]


def below(prefix: str) -> tuple[str, str]:
    """Return the range of paths that start with `prefix`: "0" follows "/" in ASCII."""
    return prefix, prefix[:-1] + "0"


def _below_holds(access: Access, facts: Facts) -> bool:
    return access.prefix is not None and facts.path is not None and facts.path.startswith(access.prefix)


def _below_rows(access: Access, column: Columns) -> Q | None:
    if access.prefix is None:
        return None
    least, most = below(access.prefix)
    return Q(GreaterThanOrEqual(column("path"), least)) & Q(LessThan(column("path"), most))


def _colleague_holds(access: Access, facts: Facts) -> bool:
    return access.company_id is not None and facts.owner_company == access.company_id


def _colleague_rows(access: Access, column: Columns) -> Q | None:
    return None if access.company_id is None else Q(Exact(column("owner_company"), access.company_id))


OWNER = Rule(
    "A3",
    _("owns it"),
    Right.WRITE,
    lambda access, facts: facts.owner_id == access.user_id,
    lambda access, column: Q(Exact(column("owner_id"), access.user_id)),
)
BELOW = Rule("A4", _("works for it or for a company above it"), Right.MANAGE, _below_holds, _below_rows)
COLLEAGUE = Rule(
    "A5", _("works for the same company as its owner"), Right.MANAGE, _colleague_holds, _colleague_rows
)
RULES = (OWNER, BELOW, COLLEAGUE)

SUPERADMIN = Rule(
    "A1", _("is a superadmin"), Right.VIEW, lambda access, facts: access.is_superadmin, lambda *_: Q()
)


@dataclass(frozen=True)
class Decision:
    """What one person may do with one company, and by which rules."""

    may_view: bool
    may_modify: bool
    rules: tuple[Rule, ...] = ()


NOTHING = Decision(False, False)


def decide(access: Access, facts: Facts, section: str) -> Decision:
    """Return what `access` may do with a company of these facts, in this section."""
    if access.is_superadmin:
        return Decision(True, True, (SUPERADMIN,))
    if not access.may(Right.VIEW, section):
        return NOTHING
    rules = tuple(rule for rule in RULES if rule.holds(access, facts))
    if not rules:
        return NOTHING
    return Decision(True, any(access.may(rule.to_modify, section) for rule in rules), rules)


def scope_rows(
    access: Access, rules: Sequence[Rule] = RULES, *, prefix: str = "", indexed: bool = True
) -> Q | None:
    """
    Return the rows that `rules` let `access` see, None where they can match nothing.

    `prefix` is "company__" on rows that belong to a company; `indexed` as `Plain` explains.
    """

    def column(name: str):
        return F(prefix + name) if indexed else Plain(F(prefix + name))

    parts = [rows for rule in rules if (rows := rule.rows(access, column)) is not None]
    return reduce(or_, parts) if parts else None
