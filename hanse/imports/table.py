"""The list of imports: filters and sorts, as the API reads them."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hanse.foundation.table import Filter, Table


def _by_kind(imports: QuerySet, values: list[str]) -> QuerySet:
    return imports.filter(kind__in=values)


def _by_state(imports: QuerySet, values: list[str]) -> QuerySet:
    return imports.filter(state__in=values)


def _named_like(imports: QuerySet, text: str, *, walking: bool = False) -> QuerySet:
    return imports.filter(filename__icontains=text)


IMPORTS = Table(
    kind="imports",
    columns=(),
    filters=(
        Filter("kind", _("Kind"), _by_kind, kind="kind", many=True),
        Filter("state", _("State"), _by_state, kind="state", many=True),
    ),
    sorts={"id": "id"},
    default_sort="-id",
    search=_named_like,
)
