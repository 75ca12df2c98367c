"""Giving a company to somebody else from the palette; whom it concerns is shown before, as by the form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hanse.accounts.access import Right
from hanse.companies.actions import update_company
from hanse.companies.errors import WouldLoseSight
from hanse.companies.models import Company
from hanse.companies.preview import effect_of_update
from hanse.companies.querysets import decision
from hanse.foundation.errors import Invalid
from hanse.setup.models import Section
from hanse.web.companies.edit import show_what_if
from hanse.web.policy import needs
from hanse.web.request import actor
from hanse.web.shortcuts import done, failed


@needs(Right.WRITE, Section.COMPANIES)
@require_POST
def change_owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the posted login the owner of a company, after who gains and loses sight of it was shown."""
    company = Company.objects.get_editable(request.user, pk)
    if "back" in request.POST:
        return redirect(f"/companies/{pk}/edit/")
    raw = {"owner": request.POST.get("owner", "")}
    try:
        return _change(request, company, raw)
    except WouldLoseSight as refused:
        return show_what_if(
            request, company, effect_of_update(pk, raw, by=actor(request)), refusal=refused.message
        )
    except Invalid as invalid:
        failed(request, " ".join(each.message for each in invalid.problems))
        return redirect(f"/companies/{pk}/")


def _change(request: HttpRequest, company: Company, raw: dict[str, str]) -> HttpResponse:
    if "confirmed" not in request.POST:
        effect = effect_of_update(company.pk, raw, by=actor(request))
        if effect.gains or effect.loses:
            return show_what_if(request, company, effect)
    saved = update_company(company.pk, raw, by=actor(request), lose_sight="lose_sight" in request.POST)
    seen = decision(request.user, saved).may_modify
    done(
        request,
        _("%(company)s now belongs to %(owner)s.") % {"company": saved, "owner": saved.owner},
        undo=None if seen else "",
    )
    return redirect(f"/companies/{saved.pk}/" if decision(request.user, saved).may_view else "/companies/")
