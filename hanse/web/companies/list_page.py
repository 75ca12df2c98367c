"""The list page of companies."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hanse.companies.room import COMPANIES
from hanse.customfields.values import fields_of
from hanse.web.companies.bulk import BULK
from hanse.web.lists.page import ListPage, Look, Words
from hanse.web.records import custom

READ = (
    "name",
    "country",
    "last_activity",
    "sort_name",
    "custom",
    "parent_id",
    "payment_conditions",
    "role__name",
    "owner__username",
    "owner__full_name",
)
# Read only for those who have chosen these columns.
READ_IF_SHOWN = {"address", "tax_id", "phone", "email", "website", "comments"}


def _rows(rows: QuerySet, shown: Collection[str]) -> QuerySet:
    return rows.select_related("role", "owner").only(*READ, *READ_IF_SHOWN.intersection(shown))


LIST = ListPage(
    room=COMPANIES,
    icon="building",
    looks={
        "name": Look("title", sort="name"),
        "role": Look("hide", priority=3),
        "country": Look("meta"),
        "owner": Look("hide"),
        "last_activity": Look("end", sort="-last_activity", numeric=True),
    },
    words=Words(
        title=_("Companies"),
        noun=_("companies"),
        placeholder=_("Name, tax ID, address, phone"),
        new=_("New company"),
        nothing_yet=_("No companies yet"),
        nothing_yet_text=_(
            "Start with your own company. Make it the parent of your customers, so your colleagues can see them."
        ),
        nothing_for_you=_("No companies for you yet"),
        nothing_for_you_text=_(
            "You see the companies that you own, those of your colleagues, and those below the company you work for."
        ),
    ),
    shape=_rows,
    more_columns=lambda: custom.columns(fields_of("company")),
    picks={"company": "/companies/pick/", "user": "/companies/people/"},
    hiding=("parent",),
    # Who sees the company hangs on these.
    asks=("owner", "parent"),
    bulk=BULK,
    setup=[(_("Company roles"), "setup:roles"), (_("Custom fields"), "setup:fields")],
)
