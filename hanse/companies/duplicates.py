"""Companies that look like one and the same: who they are, among those that a person can see, and why."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from hanse.companies.fields import tax_key
from hanse.companies.models import Company
from hanse.foundation.likeness import Likeness, core, domain_of, site_of, spellings
from hanse.search.matching import first_matching

MOST, LOOKED_AT = 5, 20
# A tax ID with its country in front is the same one.
_COUNTRY = 2
# What is looked at.
SOURCES = ("name", "tax_id", "email", "website")


def like_company(
    user, values: Mapping[str, Any], *, but: Iterable[int] = (), most: int = MOST
) -> list[Likeness]:
    """Return the companies that `user` can see and that look like one of these values, the likeliest first."""
    asked = {name: str(values.get(name) or "") for name in SOURCES}
    seen = Company.objects.visible_to(user).exclude(pk__in=list(but)).select_related("owner")
    found: dict[int, Likeness] = {}
    for company in _candidates(seen, asked):
        reasons = reasons_of(asked, company)
        if reasons:
            found.setdefault(company.pk, Likeness(company, reasons))
    return list(islice(found.values(), most))


def reasons_of(asked: Mapping[str, str], company: Company) -> list[str]:
    """Return why a company looks like these values; nothing when it does not."""
    mine, its = tax_key(asked["tax_id"]), company.tax_key
    domain, its_domain = domain_of(asked["email"]), domain_of(company.email)
    site, its_site = site_of(asked["website"]), site_of(company.website)
    holds = (
        (bool(mine) and mine in (its, its[_COUNTRY:], company.country + its), _("same tax ID")),
        (bool(core(asked["name"])) and core(asked["name"]) == core(company.name), _("same name")),
        (bool(domain) and domain in (its_domain, its_site), _("same e-mail domain")),
        (bool(site) and site in (its_site, its_domain), _("same website")),
    )
    return [reason for is_so, reason in holds if is_so]


def _candidates(seen: Any, asked: Mapping[str, str]) -> Iterable[Company]:
    """Yield what indexes find: the tax ID, the name with any legal form, what holds the domain anywhere."""
    if mine := tax_key(asked["tax_id"]):
        # The index holds only companies that have one, so the question says that too.
        keys = [mine, mine[_COUNTRY:]] if mine[:_COUNTRY].isalpha() else [mine]
        yield from seen.filter(tax_key__in=keys).exclude(tax_key="")[:LOOKED_AT]
    if names := spellings(asked["name"]):
        yield from seen.filter(sort_name__in=names)[:LOOKED_AT]
    for host in {domain_of(asked["email"]), site_of(asked["website"])} - {""}:
        yield from first_matching(seen, host)[:LOOKED_AT]
