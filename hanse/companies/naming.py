"""How a company is named to somebody who may not see it: his own always, any other as one he cannot see."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hanse.companies.models import Company
from hanse.companies.querysets import decision
from hanse.setup.models import Section


@dataclass(frozen=True)
class Named:
    """A company as a person may read of it; `may_open` tells whether its page exists for him."""

    id: int
    name: str
    may_open: bool

    @property
    def is_known(self) -> bool:
        return self.id != 0

    def __str__(self) -> str:
        return self.name


def unknown() -> Named:
    """Return what stands for every company that a person cannot see, and for one that is gone."""
    return Named(0, _("A company you cannot see"), may_open=False)


def named(user, ids: Iterable[int | None], *, section: str = Section.COMPANIES) -> dict[int, Named]:
    """Return {id: Named} for `ids`, None left out; one query, none for nothing."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    found = {company.pk: company for company in Company.objects.filter(pk__in=wanted).defer("custom")}
    return {each: name_of(user, found.get(each), section=section) for each in wanted}


def name_of(user, company: Company | None, *, section: str = Section.COMPANIES) -> Named:
    """
    Return how a loaded company, or one that is gone, is named to `user`.

    `section` is the one whose page names it: where only companies are hidden, contacts still say whose they are.
    """
    if company is None:
        return unknown()
    if decision(user, company).may_view:
        return Named(company.pk, company.name, may_open=True)
    if company.pk == user.company_id or decision(user, company, section).may_view:
        return Named(company.pk, company.name, may_open=False)
    return unknown()
