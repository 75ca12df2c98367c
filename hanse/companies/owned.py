"""Rows that belong to a company follow it: seen by whoever sees the company, changed by whoever may change it."""

from typing import Self

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.companies.querysets import decision, narrow
from hanse.companies.rules import RULES
from hanse.foundation.errors import Forbidden, NotFound


class CompanyOwnedQuerySet(QuerySet):
    """The base of every room whose rows have a `company`; `section` is the one that hides them."""

    section: str

    def visible_to(self, user, *, counting: bool = False) -> Self:
        """Return the rows whose company `user` may see."""
        return narrow(self, user, section=self.section, counting=counting, prefix="company__")

    def editable_by(self, user) -> Self:
        """Return the rows whose company `user` may change."""
        access = access_of(user)
        if access.is_superadmin:
            return self
        allowed = [rule for rule in RULES if access.may(rule.to_modify, self.section)]
        parts = [rows for rule in allowed if (rows := rule.rows(access, lambda name: F(f"company__{name}")))]
        if not parts:
            return self.none()
        together = parts[0]
        for part in parts[1:]:
            together |= part
        return self.filter(together)

    def get_visible(self, user, pk: int):
        """
        Return one row by id, its company with it.

        :raises NotFound: when it does not exist or `user` may not know of it.
        """
        row = self.select_related("company").filter(pk=pk).first() if 0 < pk < 2**63 else None
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
