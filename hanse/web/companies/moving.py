"""How far the move of a company with very many below it is, told on its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from hanse.accounts.access import Right
from hanse.companies.models import Company, LongChange
from hanse.companies.moving import drop_refused, refusal_for
from hanse.setup.models import Section
from hanse.web.policy import needs
from hanse.web.shortcuts import show, swaps


@needs(Right.VIEW, Section.COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def company_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell how far it is, and have the page read anew when it is done; by POST, a refusal that was read goes."""
    if request.method == "POST":
        drop_refused(company=Company.objects.get_editable(request.user, pk))
        return redirect(f"/companies/{pk}/")
    company = Company.objects.get_visible(request.user, pk)
    if not swaps(request):
        return redirect(f"/companies/{pk}/")
    change = LongChange.objects.filter(company=company).first()  # unscoped: the company was
    if change is None or change.message:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return show(request, "companies/_moving.html", {"company": company, "move": change})


def move_of(request: HttpRequest, company: Company) -> dict[str, object]:
    """Return what the page of a company tells of its move; `company` was read with it."""
    change = getattr(company, "long_change", None)
    return {"move": change, "move_refused": refusal_for(request.user, change) if change else ""}
