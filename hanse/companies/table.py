"""The list of companies: columns, filters and sorts, read by page, export, API and palette."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hanse.foundation import fields
from hanse.foundation.countries import find_country
from hanse.foundation.errors import BadValue
from hanse.foundation.table import Column, Filter, Table, rarely
from hanse.search.matching import matching


def _ids(values: list[str]) -> list[int]:
    return [number for value in values if (number := fields.identifier(value)) is not None]


def _one_of(column: str, values: list[str]) -> Q:
    """The rows whose reference is one of `values`; `none` beside others stands for no reference."""
    found = Q(**{f"{column}__in": _ids([value for value in values if value != "none"])})
    return found | Q(**{f"{column}__isnull": True}) if "none" in values else found


def _by_role(queryset: QuerySet, values: list[str]) -> QuerySet:
    if values == ["none"]:
        return queryset.filter(role__isnull=True)
    return queryset.filter(_one_of("role", values))


def _by_country(queryset: QuerySet, values: list[str]) -> QuerySet:
    return queryset.filter(country__in=[find_country(value) or value for value in values])


def _by_owner(queryset: QuerySet, values: list[str]) -> QuerySet:
    # Resolved first: the planner knows how frequent a literal owner is, not what a join would bring.
    people = queryset.model._meta.get_field("owner").related_model._default_manager
    return queryset.filter(owner__in=list(people.filter(username__in=values).values_list("pk", flat=True)))


def _by_parent(queryset: QuerySet, values: list[str]) -> QuerySet:
    if values == ["none"]:
        return rarely(queryset, parent__isnull=True)
    return queryset.filter(_one_of("parent", values))


def _day(values: list[str]) -> datetime.datetime:
    day = fields.date(values[0])
    # Beyond these years a day has no moment in every time zone.
    if day is None or not 1900 <= day.year <= 9998:
        raise BadValue(str(_("Write a date like 2026-11-24.")))
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _active_from(queryset: QuerySet, values: list[str]) -> QuerySet:
    return queryset.filter(last_activity__gte=_day(values))


def _active_to(queryset: QuerySet, values: list[str]) -> QuerySet:
    return queryset.filter(last_activity__lt=_day(values) + datetime.timedelta(days=1))


def _attribute(name: str) -> Any:
    return lambda company: getattr(company, name)


COMPANIES = Table(
    kind="companies",
    columns=(
        Column("id", _("ID"), _attribute("pk"), kind="id", shown=False),
        Column("name", _("Name"), _attribute("name"), kind="title"),
        Column("role", _("Role"), lambda company: company.role.name if company.role_id else ""),
        Column("country", _("Country"), _attribute("country"), kind="country"),
        Column("owner", _("Owner"), lambda company: company.owner.username, kind="user"),
        Column("parent", _("Parent"), lambda company: company.parent_id or "", kind="company", shown=False),
        Column("address", _("Address"), _attribute("address"), shown=False),
        Column("tax_id", _("Tax ID"), _attribute("tax_id"), shown=False),
        Column("phone", _("Phone"), _attribute("phone"), shown=False),
        Column("email", _("E-mail"), _attribute("email"), shown=False),
        Column("website", _("Website"), _attribute("website"), shown=False),
        Column("comments", _("Comments"), _attribute("comments"), shown=False),
        Column("payment_conditions", _("Payment conditions"), _attribute("payment_conditions"), shown=False),
        Column("last_activity", _("Last activity"), _attribute("last_activity"), kind="moment"),
    ),
    filters=(
        Filter("role", _("Role"), _by_role, kind="role", many=True),
        Filter("country", _("Country"), _by_country, kind="country", many=True),
        Filter("owner", _("Owner"), _by_owner, kind="user", many=True),
        Filter("parent", _("Parent"), _by_parent, kind="company", many=True),
        Filter("active_from", _("Last activity from"), _active_from, kind="date"),
        Filter("active_to", _("Last activity to"), _active_to, kind="date"),
    ),
    sorts={"name": "sort_name", "last_activity": "last_activity", "id": "id"},
    default_sort="-last_activity",
    search=matching,
)
