"""What machines declare of their records."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hanse.companies.fields import custom_values
from hanse.companies.owned import by_company
from hanse.companies.owned_importing import export_columns, import_of
from hanse.companies.owned_many import many_of
from hanse.companies.owned_records import Owned
from hanse.foundation import fields
from hanse.foundation.fields import Field
from hanse.foundation.rooms import Room
from hanse.foundation.table import Column, Filter, Table
from hanse.foundation.text import fold
from hanse.search.matching import matching, search_text
from tests.room.machines.models import Machine

FIELDS = (
    Field("company", _("Company"), fields.identifier, kind="company", required=True),
    Field("name", _("Name"), fields.line(200), required=True),
    Field("serial", _("Serial number"), fields.line(60)),
    Field("price", _("Price"), fields.whole(0, 10**9), kind="number"),
    Field("in_use", _("In use"), fields.boolean, kind="boolean"),
    Field("custom", _("Custom fields"), custom_values, kind="custom"),
)


def derive(machine: Machine) -> None:
    """Set what sorting and searching look at."""
    machine.sort_name = fold(machine.name)
    machine.search_text = search_text(machine.name, machine.serial)


def _in_use(queryset: QuerySet, values: list[str]) -> QuerySet:
    return queryset.filter(in_use=fields.boolean(values[0]))


TABLE = Table(
    kind="machines",
    columns=(
        Column("id", _("ID"), lambda machine: machine.pk, kind="id", shown=False),
        Column("name", _("Name"), lambda machine: machine.name, kind="title"),
        Column("company", _("Company"), lambda machine: machine.company_id, kind="company"),
        Column("serial", _("Serial number"), lambda machine: machine.serial),
        Column("price", _("Price"), lambda machine: machine.price, kind="numeric"),
        Column("in_use", _("In use"), lambda machine: machine.in_use, kind="boolean"),
    ),
    filters=(
        Filter("company", _("Company"), by_company, kind="company", many=True),
        Filter("in_use", _("In use"), _in_use, kind="boolean"),
    ),
    sorts={"name": "sort_name", "id": "id"},
    default_sort="name",
    search=matching,
)
RECORDS = Owned("machine", Machine.objects.none().section, Machine, FIELDS, derive)
MACHINES = Room(
    name="machines",
    kind=RECORDS.kind,
    section=RECORDS.section,
    model=Machine,
    fields=FIELDS,
    table=TABLE,
    values=RECORDS.values,
    create=RECORDS.create,
    update=RECORDS.update,
    delete=RECORDS.delete,
    more_columns=lambda: export_columns(RECORDS),
    imports=(import_of(RECORDS, name="machines", label=_("Machines"), one=_("machine"), key="serial"),),
    undoers=(RECORDS.undoer(),),
    many=many_of(RECORDS, ("company", "price", "in_use")),
)
