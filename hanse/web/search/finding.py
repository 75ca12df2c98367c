"""Finding companies and contacts by words, within what a person may see; what is meant exactly comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.companies.fields import tax_key
from hanse.companies.models import Company
from hanse.contacts.models import Contact
from hanse.foundation.countries import country_name
from hanse.foundation.text import clean_line, fold
from hanse.search.matching import LAST, matching
from hanse.setup.models import Section

MOST = 10


@dataclass(frozen=True)
class Hit:
    """One found record."""

    name: str
    address: str
    more: str
    kind: str


@dataclass(frozen=True)
class Group:
    """The hits of one kind; `all_address` leads to the list that shows the rest, where there is more."""

    title: str
    hits: list[Hit]
    all_address: str


def find(user, text: str) -> list[Group]:
    """Return what `user` may see of what `text` finds, grouped; nothing for an empty text."""
    text = clean_line(text)[:200]
    if not text:
        return []
    groups = []
    access = access_of(user)
    if access.may(Right.VIEW, Section.COMPANIES):
        groups.append(_companies(user, text))
    if access.may(Right.VIEW, Section.CONTACTS):
        groups.append(_contacts(user, text))
    return [group for group in groups if group.hits]


def _companies(user, text: str) -> Group:
    visible = Company.objects.visible_to(user)
    rows, more = _best(visible, [*_by_tax_id(text), *_by_id(text)], text, "-last_activity")
    hits = [Hit(each.name, f"/companies/{each.pk}/", _beside(each), "company") for each in rows]
    return Group(_("Companies"), hits, _all("/companies/", text) if more else "")


def _contacts(user, text: str) -> Group:
    visible = Contact.objects.visible_to(user).select_related("company")
    rows, more = _best(visible, _by_id(text), text, "sort_name")
    hits = [
        Hit(
            each.full_name,
            f"/contacts/{each.pk}/",
            " · ".join(filter(None, [each.company.name, each.position])),
            "person",
        )
        for each in rows
    ]
    return Group(_("Contacts"), hits, _all("/contacts/", text) if more else "")


def _by_tax_id(text: str) -> list[Q]:
    """A tax ID has a digit. The index holds only companies that have one, so the question says that too."""
    key = tax_key(text)
    return [Q(tax_key=key) & ~Q(tax_key="")] if any(letter.isdigit() for letter in key) else []


def _by_id(text: str) -> list[Q]:
    return [Q(pk=int(text))] if text.isdecimal() and len(text) < 19 else []


def _best(visible: QuerySet, exact: list[Q], text: str, order: str) -> tuple[list[Any], bool]:
    """Return the first hits and whether there are more: exact ones, names that begin with the text, all others."""
    found: dict[int, Any] = {}
    for question in exact:
        _add(found, visible.filter(question)[:MOST])
    start = fold(text)
    beginning = visible.filter(sort_name__gte=start, sort_name__lt=start + LAST).order_by("sort_name", "id")
    _add(found, beginning[: MOST + 1])
    if len(found) <= MOST:
        _add(found, matching(visible, text).order_by(order, "id" if order[0] != "-" else "-id")[: MOST + 1])
    rows = list(found.values())
    return rows[:MOST], len(rows) > MOST


def _add(found: dict[int, Any], rows: Sequence[Any]) -> None:
    for row in rows:
        found.setdefault(row.pk, row)


def _beside(company: Company) -> str:
    country = country_name(company.country, get_language() or "en") if company.country else ""
    return " · ".join(filter(None, [company.tax_id, country]))


def _all(path: str, text: str) -> str:
    return f"{path}?{urlencode({'search': text})}"
