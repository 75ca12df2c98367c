"""Questions about follow-ups; who may see them is their company's affair, and that of the section they stand in."""

from typing import Self

from django.utils.translation import gettext as _

from hanse.accounts.access import Access, Right, access_of
from hanse.companies.owned import CompanyOwnedQuerySet
from hanse.foundation.errors import Forbidden, NotFound
from hanse.setup.models import Section


class FollowUpQuerySet(CompanyOwnedQuerySet):
    """Follow-ups, always starting from the person who asks."""

    # One on a contact is hidden with the contacts, any other with the companies.
    section = Section.CRM

    def visible_to(self, user, *, counting: bool = False) -> Self:
        """Return the follow-ups on records that `user` may see."""
        return super().visible_to(user, counting=counting).shown_to(access_of(user))

    def shown_to(self, access: Access) -> Self:
        """Leave out those whose section is hidden; for the follow-ups of a company that is known to be visible."""
        rows = self
        if not access.may(Right.VIEW, Section.COMPANIES):
            rows = rows.filter(contact__isnull=False)
        if not access.may(Right.VIEW, Section.CONTACTS):
            rows = rows.filter(contact__isnull=True)
        return rows

    def editable_by(self, user) -> Self:
        """Return those that `user` may change: on records that he may change, and his own."""
        access = access_of(user)
        editable = super().editable_by(user).shown_to(access)
        if not access.may(Right.WRITE, self.section):
            return editable
        return editable | self.visible_to(user).filter(person=access.user_id)

    def get_visible(self, user, pk: int):
        """
        Return one follow-up by id, its company with it.

        :raises NotFound: when it does not exist or `user` may not know of it.
        """
        row = super().get_visible(user, pk)
        if not access_of(user).may(Right.VIEW, row.section):
            raise NotFound(_("There is no such record."))
        return row

    def get_editable(self, user, pk: int):
        """
        Return one follow-up that `user` may change: whoever may change its record, and the one whom it is for.

        :raises NotFound, Forbidden: as for every record.
        """
        row = self.get_visible(user, pk)
        if not row.may_change(access_of(user)):
            raise Forbidden(_("You can see this record, but not change it."))
        return row
