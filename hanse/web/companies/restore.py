"""Putting earlier values of a company back."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from hanse.accounts.access import Right
from hanse.companies.actions import update_company
from hanse.companies.fields import values_of
from hanse.companies.models import Company
from hanse.setup.models import Section
from hanse.web.policy import needs
from hanse.web.records.restore import Restorable, restore_page

COMPANY = Restorable("company", Section.COMPANIES, "/companies/", values_of, update_company)


@needs(Right.WRITE, Section.COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def company_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a company was after a change, and put it back."""
    companies = Company.objects.select_related("owner")
    return restore_page(request, COMPANY, companies.get_editable(request.user, pk))
