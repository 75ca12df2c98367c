"""The filters of a list: chips that read as sentences, and the form behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from hanse.companies.models import CompanyRole
from hanse.companies.naming import named
from hanse.companies.people import pickable_users
from hanse.foundation.countries import country_name, country_names
from hanse.foundation.errors import BadValue, Problem
from hanse.foundation.table import Filter
from hanse.web.lists.page import ListPage
from hanse.web.lists.question import Question
from hanse.web.records.picks import read_company, read_user
from hanse.web.records.values import day_text

NONE = "none"
Names = Callable[[Any, ListPage, list[str], Sequence[Any]], list[str]]


@dataclass(frozen=True)
class Chip:
    """A filter that is on, as a sentence; `form` is where it is changed."""

    name: str
    says: str
    value: str
    remove: str
    form: str


@dataclass(frozen=True)
class Option:
    """One value that can be ticked."""

    value: str
    label: str
    checked: bool = False


@dataclass(frozen=True)
class Control:
    """How one filter is asked for: boxes to tick, one more to add, or a day."""

    name: str
    label: str
    kind: str
    boxes: list[Option] = field(default_factory=list)
    more: list[Option] = field(default_factory=list)
    pick: str = ""
    value: str = ""


def settle(page: ListPage, query: dict[str, list[str]], user) -> tuple[dict[str, list[str]], list[Problem]]:
    """Return the query with what was picked by name replaced by ids and logins, and what could not be found."""
    problems = []
    settled = dict(query)
    readers: dict[str, Callable[[Any, str], Any]] = {
        "company": partial(read_company, section=page.section),
        "user": read_user,
    }
    for item in page.table.filters:
        if item.kind not in readers or item.name not in query:
            continue
        values = []
        for value in query[item.name]:
            if not value.strip():
                continue
            try:
                values.append(value if value == NONE else str(readers[item.kind](user, value)))
            except BadValue as bad:
                problems.append(Problem(item.name, bad.message))
        settled[item.name] = list(dict.fromkeys(values))
    return settled, problems


def chips(page: ListPage, question: Question, user, rows: Sequence[Any]) -> list[Chip]:
    """Return one chip for every filter that is on; `rows` of the page save asking for the names they carry."""
    return [
        Chip(
            name=item.name,
            says=_says(item, values),
            value=", ".join(_names(item, user, page, values, rows)),
            remove=question.address(without=[item.name]),
            form=question.address(path=f"{question.path}filters/", only=item.name),
        )
        for item in page.table.filters
        if (values := question.query.get(item.name))
    ]


def _names(item: Filter, user, page: ListPage, values: list[str], rows: Sequence[Any]) -> list[str]:
    if item.kind == "choice":
        words = {value: str(label) for value, label in item.choices}
        return [words.get(value, value) for value in values]
    return _NAMES.get(item.kind, _as_typed)(user, page, values, rows)


def _says(item: Filter, values: list[str]) -> str:
    if item.kind == "date":
        return str(item.label)
    pattern = _("%(filter)s is any of") if len(values) > 1 else _("%(filter)s is")
    return pattern % {"filter": item.label}


def _role_names(user, page: ListPage, values: list[str], rows: Sequence[Any]) -> list[str]:
    known = {str(row.role_id): row.role.name for row in rows if row.role_id} | {NONE: _("none")}
    if set(values) - set(known):
        known |= {str(role.pk): role.name for role in CompanyRole.objects.order_by("name")}
    return [known.get(value, value) for value in values]


def _country_names(user, page: ListPage, values: list[str], rows: Sequence[Any]) -> list[str]:
    return [country_name(value, get_language() or "en") for value in values]


def _user_names(user, page: ListPage, values: list[str], rows: Sequence[Any]) -> list[str]:
    people = [getattr(row, name) for row in rows for name in ("owner", "person") if hasattr(row, name)]
    known = {each.username: str(each) for each in people}
    if missing := set(values) - set(known):
        known |= {each.username: str(each) for each in pickable_users(user).filter(username__in=missing)}
    return [known.get(value, value) for value in values]


def _company_names(user, page: ListPage, values: list[str], rows: Sequence[Any]) -> list[str]:
    known = {NONE: _("none")} | {
        str(pk): each.name for pk, each in named(user, _ids(values), section=page.section).items()
    }
    return [known.get(value, value) for value in values]


def _day_names(user, page: ListPage, values: list[str], rows: Sequence[Any]) -> list[str]:
    return [day_text(value) for value in values]


def _yes_or_no(user, page: ListPage, values: list[str], rows: Sequence[Any]) -> list[str]:
    words = {"true": pgettext("is", "yes"), "false": pgettext("is", "no")}
    return [words.get(value, value) for value in values]


def _as_typed(user, page: ListPage, values: list[str], rows: Sequence[Any]) -> list[str]:
    return values


_NAMES: dict[str, Names] = {
    "role": _role_names,
    "country": _country_names,
    "user": _user_names,
    "company": _company_names,
    "date": _day_names,
    "boolean": _yes_or_no,
}


def controls(page: ListPage, question: Question, user, only: str = "") -> list[Control]:
    """Return how each filter (or `only` one) is asked for."""
    items = [item for item in page.table.filters if only in ("", item.name)]
    return [_control(page, item, question.query.get(item.name, []), user) for item in items]


def _control(page: ListPage, item: Filter, values: list[str], user) -> Control:
    label = str(item.label)
    if item.kind == "date":
        return Control(item.name, label, "date", value=values[-1] if values else "")
    names = _names(item, user, page, values, [])
    chosen = [Option(value, name, True) for value, name in zip(values, names, strict=True)]
    if item.kind == "role":
        return Control(item.name, label, "boxes", boxes=_role_boxes(values))
    if item.kind == "boolean":
        return Control(item.name, label, "choice", more=_boolean_options(values))
    if item.kind == "country":
        known = country_names(get_language() or "en").items()
        more = [Option(code, name) for code, name in known if code not in values]
        return Control(item.name, label, "add", boxes=chosen, more=more)
    if item.kind == "company" and item.name == "parent" and NONE not in values:
        chosen.append(Option(NONE, _("No parent")))
    if item.kind == "choice":
        boxes = [Option(value, str(word), value in values) for value, word in item.choices]
        return Control(item.name, label, "boxes", boxes=boxes)
    return Control(item.name, label, "pick", boxes=chosen, pick=page.picks[item.kind])


def _role_boxes(values: list[str]) -> list[Option]:
    roles = [Option(str(role.pk), role.name) for role in CompanyRole.objects.order_by("name")]
    boxes = [*roles, Option(NONE, _("No role"))]
    return [Option(box.value, box.label, box.value in values) for box in boxes]


def _boolean_options(values: list[str]) -> list[Option]:
    current = values[-1] if values else ""
    words = [("", _("Either")), ("false", _("No")), ("true", _("Yes"))]
    return [Option(value, label, value == current) for value, label in words]


def _ids(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) <= 18]
