"""Making, changing and deleting a company, with what it would mean told before."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hanse.accounts.access import Right, access_of
from hanse.companies.actions import create_company, delete_company, update_company
from hanse.companies.errors import WouldLoseSight
from hanse.companies.fields import FIELDS, values_of
from hanse.companies.models import Company
from hanse.companies.people import Effect
from hanse.companies.preview import effect_of_update
from hanse.companies.querysets import decision
from hanse.companies.rules import below
from hanse.customfields.values import fields_of
from hanse.foundation.errors import Invalid, NotFound, Refused, Stale
from hanse.foundation.fields import clean_all
from hanse.foundation.paging import capped_count
from hanse.setup.models import Section
from hanse.web.companies.form import CompanyForm, company_form, form_values, raw_values
from hanse.web.merging.kinds import COMPANIES
from hanse.web.merging.views import looks_like
from hanse.web.policy import needs
from hanse.web.records import custom
from hanse.web.records.conflict import chosen_theirs, read_conflict
from hanse.web.records.posting import posted, posted_version
from hanse.web.request import actor
from hanse.web.shortcuts import done, show

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@needs(Right.WRITE, Section.COMPANIES)
@get_or_post
def company_new(request: HttpRequest) -> HttpResponse:
    """Make a company; owner and parent start with the person and his company."""
    given = _given(request)
    asked = company_form(request.user, None, data=posted(request), given=given)
    if request.method != "POST":
        return _show_form(request, asked)
    try:
        company = create_company(raw_values(request.user, asked), by=actor(request))
    except Invalid as invalid:
        asked.form.refuse(invalid.problems)
        return _show_form(request, asked, status=422)
    done(request, _("%s was added.") % company + looks_like(request, COMPANIES, company))
    return redirect(_address_for(request.user, company))


@needs(Right.WRITE, Section.COMPANIES)
@get_or_post
def company_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a company; a new owner or parent is saved after the person has seen whom it concerns."""
    company = _with_names().get_editable(request.user, pk)
    asked = company_form(request.user, company, data=posted(request))
    if request.method != "POST" or "back" in request.POST:
        return _show_form(request, asked, version=request.POST.get("version"))
    try:
        return _save(request, asked, company)
    except Stale:
        return _show_conflict(request, pk)
    except Invalid as invalid:
        asked.form.refuse(invalid.problems)
        return _show_form(request, asked, status=422, version=request.POST.get("version"))


@needs(Right.MANAGE, Section.COMPANIES)
@get_or_post
def company_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a company after saying what goes along, or why it cannot go."""
    company = Company.objects.get_editable(request.user, pk)
    refusal = ""
    if request.method == "POST":
        try:
            delete_company(pk, by=actor(request), version=posted_version(request))
        except Refused as refused:
            refusal = refused.message
        except Stale as stale:
            refusal = stale.message
        else:
            done(request, _("%s was deleted.") % company)
            return redirect("/companies/")
    children = Company.objects.visible_to(request.user).filter(parent=company)
    context = {
        "company": company,
        "refusal": refusal,
        "contacts": company.contacts.count(),
        "activities": company.activities.count(),
        "files": company.files.count(),
        "children": list(children.order_by("sort_name")[:5]),
        "has_children": company.children.exists(),
        "members": company.members.count(),
    }
    return show(request, "companies/delete.html", context, status=409 if refusal else 200)


@needs(Right.WRITE, Section.COMPANIES)
@require_safe
def custom_options(request: HttpRequest, field_id: int) -> HttpResponse:
    """Return the options of a dependent choice that fit what is chosen above it."""
    fields = fields_of("company")
    wanted = next((each for each in fields if each.pk == field_id), None)
    if wanted is None:
        raise NotFound
    chosen = {name: request.GET[name] for name in request.GET if name.startswith(custom.PREFIX)}
    context = {
        "options": custom.fitting_options(fields, wanted, chosen),
        "chosen": chosen.get(f"{custom.PREFIX}{field_id}", ""),
    }
    return show(request, "records/options.html", context)


def _save(request: HttpRequest, asked: CompanyForm, company: Company) -> HttpResponse:
    user = request.user
    raw = raw_values(user, asked, leave=chosen_theirs(request.POST))
    sight = {"owner", "parent"} & set(raw)
    if sight and "confirmed" not in request.POST:
        effect = effect_of_update(company.pk, raw, by=actor(request), version=posted_version(request))
        if effect.gains or effect.loses:
            return show_what_if(request, company, effect)
    try:
        saved = update_company(
            company.pk,
            raw,
            by=actor(request),
            version=posted_version(request),
            lose_sight="lose_sight" in request.POST,
        )
    except WouldLoseSight as refused:
        effect = effect_of_update(company.pk, raw, by=actor(request), version=posted_version(request))
        return show_what_if(request, company, effect, refusal=refused.message)
    # Whoever gave it out of his hands has no way back any more.
    done(request, _("%s was saved.") % saved, undo=None if decision(user, saved).may_modify else "")
    return redirect(_address_for(user, saved))


def _show_form(request: HttpRequest, asked: CompanyForm, *, status: int = 200, **more: Any) -> HttpResponse:
    company = asked.company
    context = {
        "asked": asked,
        "form": asked.form,
        "company": company,
        "version": more.pop("version", None) or (company.version if company else ""),
        "cancel": f"/companies/{company.pk}/" if company else "/companies/",
        **more,
    }
    return show(request, "companies/form.html", context, status=status)


def show_what_if(
    request: HttpRequest, company: Company, effect: Effect, *, refusal: str = ""
) -> HttpResponse:
    """Show whom a new owner or parent concerns, and ask to have what was posted again, confirmed."""
    least, most = below(company.prefix)
    beneath = Company.objects.visible_to(request.user, counting=True).filter(path__gte=least, path__lt=most)
    count, exact = capped_count(beneath.exclude(pk=company.pk))
    context = {
        "company": company,
        "effect": effect,
        "loses_sight": effect.takes_sight_from(request.user),
        "refusal": refusal,
        "beneath": count,
        "beneath_exact": exact,
        "carried": [
            (name, value)
            for name in request.POST
            if name not in {"csrfmiddlewaretoken", "confirmed", "lose_sight", "back"}
            for value in request.POST.getlist(name)
        ],
    }
    return show(request, "companies/what_if.html", context, status=409 if refusal else 200)


def _show_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    user = request.user
    company = _with_names().get_editable(user, pk)
    asked = company_form(user, company, data=request.POST)
    try:
        raw = raw_values(user, asked, leave=chosen_theirs(request.POST))
    except Invalid as invalid:
        asked.form.refuse(invalid.problems)
        return _show_form(request, asked, status=422, version=company.version)
    yours, _problems = clean_all(FIELDS, raw, partial=True)
    conflict = read_conflict(
        user,
        kind="company",
        record_id=pk,
        versions=company.version - (posted_version(request) or 0),
        current=values_of(company),
        yours=yours,
    )
    merged = request.POST.copy()
    for name, text in form_values(user, company).items():
        if name in conflict.taken:
            merged[name] = text
    for name in conflict.taken - set(merged):
        merged[name] = ""
    asked = company_form(user, company, data=merged)
    return _show_form(request, asked, status=412, version=company.version, conflict=conflict)


def _with_names() -> QuerySet[Company]:
    return Company.objects.select_related("owner", "role", "billing_contact")


def _given(request: HttpRequest) -> dict[str, int]:
    parent = request.GET.get("parent", "")
    return {"parent": int(parent)} if parent.isdecimal() and len(parent) < 19 else {}


def _address_for(user, company: Company) -> str:
    """The page of a record, or the list where the person has just given it out of his sight."""
    return f"/companies/{company.pk}/" if decision(user, company).may_view else "/companies/"


def may_delete(user, company: Company) -> bool:
    """Tell whether the page of a company offers to delete it."""
    return access_of(user).may(Right.MANAGE) and decision(user, company).may_modify
