"""Users in the palette: only those whom the person may pick, their companies named as he may know them."""

from dataclasses import dataclass

from django.utils.http import urlencode

from hanse.accounts.access import Right, access_of
from hanse.companies.models import Company
from hanse.companies.naming import named
from hanse.companies.people import pickable_users
from hanse.foundation.text import clean_line

MOST_OWNERS = 8


@dataclass(frozen=True)
class Someone:
    """A user as a line shows him; `address` is his page in Setup, or the list of what he owns."""

    username: str
    name: str
    company: str
    address: str


def people_lines(user, text: str, most: int) -> list[Someone]:
    """Return the users whom `user` may pick and whose name holds every word of `text`; nobody without sight of companies."""
    access = access_of(user)
    if not access.is_superadmin and not access.may(Right.VIEW):
        return []
    return _someones(user, _whose_name_holds(user, text)[:most])


def owners_to_choose(user, company: Company, text: str) -> list[Someone]:
    """Return the people to whom `user` may give `company`, its owner left out."""
    people = _whose_name_holds(user, text).exclude(pk=company.owner_id)
    return _someones(user, people[:MOST_OWNERS])


def _whose_name_holds(user, text: str):
    people = pickable_users(user).order_by("full_name", "username")
    for word in clean_line(text).split()[:4]:
        people = people.filter(full_name__icontains=word) | people.filter(username__icontains=word)
    return people


def _someones(user, people) -> list[Someone]:
    people = list(people)
    companies = named(user, [each.company_id for each in people])
    is_superadmin = access_of(user).is_superadmin
    return [
        Someone(
            each.username,
            str(each),
            _company_of(companies.get(each.company_id)),
            f"/setup/users/{each.pk}/"
            if is_superadmin
            else f"/companies/?{urlencode({'owner': each.username})}",
        )
        for each in people
    ]


def _company_of(company) -> str:
    return company.name if company is not None and company.is_known else ""
