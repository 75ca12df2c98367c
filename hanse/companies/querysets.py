"""THE scope: the one place that turns a person into the companies he may see or change."""

from collections.abc import Callable
from typing import Self, TypeVar

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from hanse.accounts.access import Access, Right, access_of, pinned
from hanse.companies.extent import AmongIds, Extent, any_exceeds, ids_by_rule, rows_by_rule
from hanse.companies.rules import RULES, Decision, Facts, decide, scope_rows
from hanse.foundation.errors import Forbidden, NotFound
from hanse.setup.models import Section


class ScopedQuerySet(QuerySet):
    """Rows that were narrowed to what a person may see."""

    # A whole scope can tell whether it has more rows than a cap without being read; a filter makes it forget.
    exceeds: Callable[[int], bool] | None
    # Whether a search for a common word narrows them (`search/matching.py`); as forgetful.
    common: bool


Rows = TypeVar("Rows", bound=ScopedQuerySet)


class CompanyQuerySet(ScopedQuerySet):
    """Companies, always starting from the person who asks."""

    def visible_to(self, user, *, section: str = Section.COMPANIES, counting: bool = False) -> Self:
        """
        Return the companies that `user` may see.

        `counting` is for counts and sums, where SQLite is faster with the indexes that a sorted page must not use.
        """
        return narrow(self, user, section=section, counting=counting)

    def editable_by(self, user, *, section: str = Section.COMPANIES) -> Self:
        """Return the companies that `user` may change."""
        return narrow_to_editable(self, user, section=section)

    def get_visible(self, user, pk: int, *, section: str = Section.COMPANIES):
        """
        Return one company by id.

        :raises NotFound: when it does not exist or `user` may not know of it.
        """
        company = self.filter(pk=pk).first() if _fits(pk) else None
        if company is None or not decision(user, company, section).may_view:
            raise NotFound(_("There is no such company."))
        return company

    def get_editable(self, user, pk: int, *, section: str = Section.COMPANIES):
        """
        Return one company that `user` may change.

        :raises NotFound: as `get_visible`.
        :raises Forbidden: when he may only see it.
        """
        company = self.get_visible(user, pk, section=section)
        if not decision(user, company, section).may_modify:
            raise Forbidden(_("You can see this company, but not change it."))
        return company

    def for_listing(self) -> Self:
        """Fetch with a row what a list prints beside it."""
        return self.select_related("role", "owner", "parent")


def facts_of(company) -> Facts:
    """Return what the rules ask of a stored company."""
    return Facts(company.owner_id, company.path, company.owner_company)


def decision(user, company, section: str = Section.COMPANIES) -> Decision:
    """Return what `user` may do with `company` (or, by section, with what belongs to it), and why."""
    return decide(access_of(user), facts_of(company), section)


def narrow(queryset: Rows, user, *, section: str, counting: bool = False, prefix: str = "") -> Rows:
    """Keep the rows of `queryset` whose company `user` may see; `prefix` leads from the row to its company."""
    access = access_of(user)
    if access.is_superadmin:
        return queryset
    if not access.may(Right.VIEW, section):
        return queryset.none()
    companies = _companies_of(queryset)
    extent = pinned(user, "extent", lambda: Extent(companies, access))
    if counting and getattr(queryset, "common", False) and extent.ids is None:
        return _with_a_common_word(queryset, access, extent, prefix)
    filtered = bool(queryset.query.where)
    if counting and not (prefix and filtered):
        narrowed = _within(queryset, scope_rows(access, prefix=prefix, indexed=True))
        narrowed.exceeds = None if filtered else _exceeds(queryset, access, extent, prefix)
        return narrowed
    if extent.ids is not None:
        return queryset.filter(**{"company_id__in" if prefix else "id__in": extent.ids})
    if prefix and extent.is_medium and connection.vendor == "postgresql":
        return queryset.filter(AmongIds(F("company_id"), ids_by_rule(companies, access)))
    return _within(queryset, scope_rows(access, prefix=prefix, indexed=counting))


def narrow_to_editable(queryset: Rows, user, *, section: str, prefix: str = "") -> Rows:
    """Keep the rows of `queryset` whose company `user` may change."""
    access = access_of(user)
    if access.is_superadmin:
        return queryset
    allowed = tuple(rule for rule in RULES if access.may(rule.to_modify, section))
    if allowed == RULES:
        return narrow(queryset, user, section=section, prefix=prefix)
    return _within(queryset, scope_rows(access, allowed, prefix=prefix))


def _within(queryset: Rows, rows: Q | None) -> Rows:
    return queryset.none() if rows is None else queryset.filter(rows)


def _with_a_common_word(queryset: Rows, access: Access, extent: Extent, prefix: str) -> Rows:
    """Keep the visible ones of many hits: sooner found from the scope than among the hits."""
    if prefix and extent.is_medium:
        narrowed = queryset.filter(company_id__in=ids_by_rule(_companies_of(queryset), access))
    else:
        narrowed = _within(queryset, scope_rows(access, prefix=prefix))
    narrowed.common = bool(prefix) or not extent.is_medium
    return narrowed


def _exceeds(queryset: QuerySet, access: Access, extent: Extent, prefix: str) -> Callable[[int], bool]:
    """Return what tells cheaply that a whole scope has more rows than a cap: any one rule may bring that many."""
    if not prefix:
        return lambda cap: extent.most > cap
    parts = [queryset.filter(rows) for rows in rows_by_rule(access, prefix)]
    return lambda cap: any_exceeds(parts, cap)


def _companies_of(queryset: QuerySet) -> QuerySet:
    model = queryset.model
    if not isinstance(model._default_manager.all(), CompanyQuerySet):
        model = model._meta.get_field("company").related_model
    return model._default_manager.order_by()


def _fits(pk) -> bool:
    return isinstance(pk, int) and 0 < pk < 2**63
