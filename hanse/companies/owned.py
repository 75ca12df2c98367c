"""Rows that belong to a company follow it: seen by whoever sees the company, changed by whoever may change it."""

from typing import Any, Self

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.companies.querysets import ScopedQuerySet, decision, narrow, narrow_to_editable
from hanse.foundation.errors import Forbidden, NotFound
from hanse.foundation.fields import identifier


def by_company(queryset: QuerySet, values: list[str]) -> QuerySet:
    """Keep the rows of these companies: the filter of such lists."""
    return queryset.filter(
        company__in=[number for value in values if (number := identifier(value)) is not None]
    )


class CompanyOwnedQuerySet(ScopedQuerySet):
    """The base of every room whose rows have a `company`; `section` is the one that hides them."""

    section: str

    def visible_to(self, user, *, counting: bool = False) -> Self:
        """Return the rows whose company `user` may see."""
        return narrow(self, user, section=self.section, counting=counting, prefix="company__")

    def editable_by(self, user) -> Self:
        """Return the rows whose company `user` may change."""
        return narrow_to_editable(self, user, section=self.section, prefix="company__")

    def get_visible(self, user, pk: int):
        """
        Return one row by id, its company with it.

        :raises NotFound: when it does not exist or `user` may not know of it.
        """
        # A row that is locked is read alone: a join would lose it when it moved to another company while this waited.
        rows = self if self.query.select_for_update else self.select_related("company")
        row: Any = rows.filter(pk=pk).first() if 0 < pk < 2**63 else None
        if row is None or not decision(user, row.company, self.section).may_view:
            raise NotFound(_("There is no such record."))
        return row

    def get_editable(self, user, pk: int):
        """
        Return one row that `user` may change.

        :raises NotFound: as `get_visible`.
        :raises Forbidden: when he may only see it.
        """
        row = self.get_visible(user, pk)
        if not decision(user, row.company, self.section).may_modify:
            raise Forbidden(_("You can see this record, but not change it."))
        return row

    def may_create(self, user) -> bool:
        """Tell whether `user` has the right to add such rows at all; his company decides the rest."""
        return access_of(user).may(Right.WRITE, self.section)
