"""The lists of people and profiles: filters and sorts, as the API reads them."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hanse.foundation import fields
from hanse.foundation.table import Filter, Table


def _by_active(users: QuerySet, values: list[str]) -> QuerySet:
    return users.filter(is_active=fields.boolean(values[0]))


def _like(users: QuerySet, text: str, *, walking: bool = False) -> QuerySet:
    for word in text[:200].split()[:8]:
        users = users.filter(
            Q(username__icontains=word) | Q(full_name__icontains=word) | Q(email__icontains=word)
        )
    return users


def _named_like(profiles: QuerySet, text: str, *, walking: bool = False) -> QuerySet:
    return profiles.filter(name__icontains=text)


USERS = Table(
    kind="users",
    columns=(),
    filters=(Filter("active", _("Active"), _by_active, kind="boolean"),),
    sorts={"username": "username", "full_name": "full_name", "id": "id"},
    default_sort="username",
    search=_like,
)
PROFILES = Table(
    kind="profiles",
    columns=(),
    filters=(),
    sorts={"name": "name", "id": "id"},
    default_sort="name",
    search=_named_like,
)
