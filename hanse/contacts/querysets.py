"""Questions about contacts; who may see them is their company's affair."""

from typing import Self

from hanse.companies.owned import CompanyOwnedQuerySet
from hanse.setup.models import Section


class ContactQuerySet(CompanyOwnedQuerySet):
    """Contacts, always starting from the person who asks."""

    section = Section.CONTACTS

    def for_listing(self) -> Self:
        """Fetch with a row what a list prints beside it."""
        return self.select_related("company")
