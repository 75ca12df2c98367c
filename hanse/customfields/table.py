"""The lists of custom fields and of their sections: filters and sorts, as the API reads them."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hanse.foundation.table import Filter, Table


def _by_target(rows: QuerySet, values: list[str]) -> QuerySet:
    return rows.filter(target__in=values)


def _labelled_like(fields: QuerySet, text: str, *, walking: bool = False) -> QuerySet:
    return fields.filter(label__icontains=text)


def _named_like(sections: QuerySet, text: str, *, walking: bool = False) -> QuerySet:
    return sections.filter(name__icontains=text)


TARGET = Filter("target", _("Belongs to"), _by_target, kind="target", many=True)

CUSTOM_FIELDS = Table(
    kind="custom_fields",
    columns=(),
    filters=(TARGET,),
    sorts={"order": "order", "label": "label", "id": "id"},
    default_sort="order",
    search=_labelled_like,
)
SECTIONS = Table(
    kind="custom_field_sections",
    columns=(),
    filters=(TARGET,),
    sorts={"order": "order", "name": "name", "id": "id"},
    default_sort="order",
    search=_named_like,
)
