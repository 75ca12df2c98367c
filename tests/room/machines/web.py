"""What machines declare of their pages."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from hanse.customfields.values import fields_of
from hanse.web.lists.page import ListPage, Look, Words
from hanse.web.owned.bulk import owned_bulk
from hanse.web.owned.pages import OwnedPages
from hanse.web.owned.record import record_commands
from hanse.web.owned.urls import owned_paths
from hanse.web.records import custom
from hanse.web.rooms import WebRoom
from tests.room.machines.models import Machine
from tests.room.machines.room import MACHINES as ROOM

LIST = ListPage(
    room=ROOM,
    icon="gear",
    looks={"name": Look("title", sort="name"), "company": Look("meta"), "price": Look("end", numeric=True)},
    words=Words(
        title=_("Machines"),
        noun=_("machines"),
        placeholder=_("Name, serial number"),
        new=_("New machine"),
        nothing_yet=_("No machines yet"),
        nothing_yet_text=_("What stands at your customers."),
        nothing_for_you=_("No machines for you yet"),
        nothing_for_you_text=_("You see the machines of every company that you can see."),
    ),
    shape=lambda rows, shown: rows.select_related("company"),
    more_columns=lambda: custom.columns(fields_of(ROOM.kind)),
    picks={"company": "/machines/companies/"},
    bulk=owned_bulk(ROOM),
)
PAGES = OwnedPages(
    list=LIST,
    parts=((_("Machine"), ("name", "serial", "company")), (_("Value"), ("price", "in_use"))),
    add=_("Add machine"),
    edit=_("Edit machine"),
    save=_("Save machine"),
    delete=_("Delete machine"),
    templates={"record": "machines/record.html"},
)
MACHINES = WebRoom(
    page=LIST,
    urls=owned_paths(PAGES),
    key="m",
    one=_("Machine"),
    found=lambda: Machine.objects.select_related("company"),
    order="sort_name",
    beside=lambda machine: " · ".join(filter(None, [machine.company.name, machine.serial])),
    commands=partial(record_commands, PAGES),
    also=_("add create"),
)
