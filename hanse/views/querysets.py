"""Which saved views a person has: his own, and those that others share with him."""

from typing import Self

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from hanse.foundation.errors import NotFound


class SavedViewQuerySet(QuerySet):
    """Saved views, always starting from the person who asks."""

    def visible_to(self, user) -> Self:
        """Return the views that `user` made or that are shared with him."""
        rows = Q(owner=user.pk) | Q(shared="everyone")
        if user.company_id:
            rows |= Q(shared="colleagues", owner__company=user.company_id)
        return self.filter(rows)

    def get_visible(self, user, pk: int):
        """
        Return one view.

        :raises NotFound: when there is none, or `user` may not know of it.
        """
        found = (
            self.visible_to(user).select_related("owner").filter(pk=pk).first() if 0 < pk < 2**63 else None
        )
        if found is None:
            raise NotFound(_("There is no such view."))
        return found
