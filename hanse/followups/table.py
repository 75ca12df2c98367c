"""The list of follow-ups: columns, filters and sorts, read by page, export, API and palette."""

import datetime
from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hanse.companies.owned import by_company
from hanse.foundation import fields
from hanse.foundation.errors import BadValue
from hanse.foundation.table import Column, Filter, Table
from hanse.search.matching import matching

WHEN = (
    ("open", _("Open")),
    ("overdue", _("Overdue")),
    ("today", _("Today")),
    ("week", _("This week")),
    ("later", _("Later")),
    ("done", _("Done")),
)


def due(when: str) -> Q:
    """Return the condition of one of WHEN, by the day that it is where the reader is; the week ends on Sunday."""
    today = timezone.localdate()
    sunday = today + datetime.timedelta(days=6 - today.weekday())
    conditions = {
        "open": Q(done=False),
        "overdue": Q(done=False, due_on__lt=today),
        "today": Q(done=False, due_on=today),
        "week": Q(done=False, due_on__gt=today, due_on__lte=sunday),
        "later": Q(done=False, due_on__gt=sunday),
        "done": Q(done=True),
    }
    if when not in conditions:
        raise BadValue(_now("Choose one of: %s.") % ", ".join(conditions))
    return conditions[when]


def _by_when(queryset: QuerySet, values: list[str]) -> QuerySet:
    found = Q()
    for value in values:
        found |= due(value)
    return queryset.filter(found)


def _by_person(queryset: QuerySet, values: list[str]) -> QuerySet:
    return queryset.filter(person__username__in=values)


def _from(queryset: QuerySet, values: list[str]) -> QuerySet:
    return queryset.filter(due_on__gte=fields.date(values[0]) or datetime.date.min)


def _to(queryset: QuerySet, values: list[str]) -> QuerySet:
    return queryset.filter(due_on__lte=fields.date(values[0]) or datetime.date.max)


def _attribute(name: str) -> Callable:
    return lambda follow_up: getattr(follow_up, name)


TABLE = Table(
    kind="follow-ups",
    columns=(
        Column("id", _("ID"), _attribute("pk"), kind="id", shown=False),
        Column("text", _("What to do"), str, kind="title"),
        Column("due_on", _("Due"), _attribute("due_on"), kind="due"),
        Column("due_time", _("Time"), _attribute("due_time"), shown=False),
        Column("company", _("Company"), _attribute("company_id"), kind="company"),
        Column("contact", _("Contact"), lambda row: row.contact.full_name if row.contact_id else ""),
        Column("person", _("For"), lambda row: row.person.username, kind="user"),
        Column("done", _("Done"), _attribute("done"), kind="done"),
    ),
    filters=(
        Filter("when", _("When"), _by_when, kind="choice", many=True, choices=WHEN),
        Filter("person", _("For"), _by_person, kind="user", many=True),
        Filter("company", _("Company"), by_company, kind="company", many=True),
        Filter("due_from", _("Due from"), _from, kind="date"),
        Filter("due_to", _("Due to"), _to, kind="date"),
    ),
    sorts={"due": "due_on", "name": "sort_name", "id": "id"},
    default_sort="due",
    search=matching,
)
