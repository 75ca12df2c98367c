"""Whose imports one may know of: one's own; superadmins all."""

from typing import Self

from django.db import models
from django.utils.translation import gettext as _

from hanse.foundation.errors import NotFound


class ImportQuerySet(models.QuerySet):
    """Imports, always starting from the person who asks."""

    def visible_to(self, user) -> Self:
        """Return the imports that `user` made; a superadmin knows of all."""
        if not user.is_active:
            return self.none()
        return self if user.is_superadmin else self.filter(made_by=user)

    def get_visible(self, user, pk: int):
        """
        Return one import.

        :raises NotFound: when it does not exist or is somebody else's.
        """
        found = self.visible_to(user).filter(pk=pk).first() if 0 < pk < 2**63 else None
        if found is None:
            raise NotFound(_("There is no such import."))
        return found
