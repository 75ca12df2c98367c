"""The export of contacts: every column of the table, with constant memory."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hanse.contacts.fields import PLAIN
from hanse.foundation.table import Column
from hanse.imports.installation import mark

AT_ONCE = 5000
COLUMNS = ("pk", "company_id", *PLAIN)


class Named(NamedTuple):
    """A company by its name."""

    name: str


class Record:
    """A contact as the columns of the table read it, without a model object."""

    __slots__ = (*COLUMNS, "company")

    def __init__(self, row: tuple) -> None:
        *values, company = row
        for name, value in zip(COLUMNS, values, strict=True):
            setattr(self, name, value)
        self.company = Named(company)


def records(queryset: QuerySet) -> Iterator[Record]:
    """Yield the contacts of a narrowed queryset in the order of their ids, page by page."""
    last = 0
    while page := list(
        queryset.filter(pk__gt=last).order_by("pk").values_list(*COLUMNS, "company__name")[:AT_ONCE]
    ):
        for row in page:
            yield Record(row)
        last = page[-1][0]


def more_columns() -> list[Column]:
    """Return the column that says where the ids mean something."""
    here = mark()
    return [Column("installation", _("Installation"), lambda contact: here)]
