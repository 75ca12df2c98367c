"""The list of companies: rows, filters, export, and what other pages pick from."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hanse.accounts.access import Right
from hanse.companies.models import Company
from hanse.companies.table import COMPANIES
from hanse.customfields.values import fields_of
from hanse.setup.models import Section
from hanse.web.lists.export import export_list, send_export, show_export
from hanse.web.lists.page import ListPage, Look, Words
from hanse.web.lists.views import show_filters, show_list
from hanse.web.policy import needs
from hanse.web.records import custom

LIST = ListPage(
    table=COMPANIES,
    section=Section.COMPANIES,
    url="/companies/",
    icon="building",
    rows=Company.objects.all,
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
    shape=lambda rows: rows.select_related("role", "owner").only(
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
    ),
    more_columns=lambda: custom.columns(fields_of("company")),
    picks={"company": "/companies/pick/", "user": "/companies/people/"},
    importable=True,
    setup=[(_("Company roles"), "setup:roles"), (_("Custom fields"), "setup:fields")],
)


@needs(Right.VIEW, Section.COMPANIES)
@require_safe
def company_list(request: HttpRequest) -> HttpResponse:
    """Show the companies that the person may see, as filtered and sorted."""
    return show_list(request, LIST)


@needs(Right.VIEW, Section.COMPANIES)
@require_safe
def company_filters(request: HttpRequest) -> HttpResponse:
    """Show the form of the filters."""
    return show_filters(request, LIST)


@needs(Right.VIEW, Section.COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def company_export(request: HttpRequest) -> HttpResponseBase:
    """Return what the list shows as CSV, or have an Excel file written."""
    return export_list(request, LIST)


@needs(Right.VIEW, Section.COMPANIES)
@require_safe
def company_export_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far an Excel file is."""
    return show_export(request, LIST, pk)


@needs(Right.VIEW, Section.COMPANIES)
@require_safe
def company_export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return an Excel file that is ready."""
    return send_export(request, LIST, pk)
