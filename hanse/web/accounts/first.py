"""The first run in three small steps: you, your company, the CRM shown and colleagues invited."""

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hanse.accounts.errors import LinkSpent
from hanse.accounts.fields import USER_FIELDS
from hanse.accounts.invitations import make_first_superadmin
from hanse.accounts.links import Purpose, find_link
from hanse.accounts.models import User
from hanse.accounts.querysets import profiles_with_counts
from hanse.companies.staff import invite_many, set_up_company
from hanse.foundation.errors import Invalid, Problem
from hanse.setup.actions import show_section
from hanse.setup.models import Section
from hanse.web.accounts.forms import GOOD_PASSWORD, FirstCompanyForm, FirstPeopleForm, new_password_input
from hanse.web.accounts.views import spent
from hanse.web.policy import public, superadmin
from hanse.web.records.declared import done_by, form_for, require_words
from hanse.web.records.form import RecordForm
from hanse.web.records.posting import posted
from hanse.web.request import actor
from hanse.web.shortcuts import done, show

BACKEND = "hanse.accounts.backend.HanseBackend"


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def superadmin_step(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first superadmin, and sign him in."""
    try:
        find_link(token, Purpose.FIRST)
        form = _first_form(request)
        if request.method == "POST" and done_by(form, lambda: _make_first(request, token, form.typed())):
            auth.login(request, form.result, backend=BACKEND)
            return redirect("accounts:first_company")
    except LinkSpent:
        return spent(request)
    context = {"form": form, "steps": _steps(1)}
    return show(request, "accounts/first.html", context, status=422 if form.errors else 200)


def _first_form(request: HttpRequest) -> RecordForm:
    asked = [field for field in USER_FIELDS if field.name in {"username", "full_name", "email", "password"}]
    form = form_for(asked, posted(request), {})
    form.fields["username"].widget.attrs |= {
        "autocomplete": "username",
        "autofocus": True,
        "autocapitalize": "none",
    }
    form.fields["password"].widget = new_password_input("f-password")
    form.fields["password"].help_text = GOOD_PASSWORD
    require_words(form, "password")
    return form


def _make_first(request: HttpRequest, token: str, typed: dict) -> User:
    if not typed.get("password"):
        raise Invalid([Problem("password", _("Write a password."))])
    values = typed | {"language": get_language() or "en"}
    return make_first_superadmin(token, values, request_id=request.id)


@superadmin
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    """Make the company that runs this installation, and let the superadmin belong to it."""
    if request.user.company_id is not None:
        return redirect("accounts:first_people")
    form = FirstCompanyForm(request.POST or None, initial={"name": _("My company")})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(set_up_company, form.cleaned_data["name"], by=actor(request))
    ):
        return redirect("accounts:first_people")
    context = {"form": form, "steps": _steps(2)}
    return show(request, "accounts/first_company.html", context, status=422 if form.errors else 200)


@superadmin
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Show the CRM, and invite colleagues into the own company."""
    form = FirstPeopleForm(request.POST or None, initial={"profile": "Standard user"})
    form.fields["profile"].widget.choices = [(each.name, each.name) for each in profiles_with_counts()]
    if request.method == "POST" and form.is_valid():
        emails = form.cleaned_data["emails"].split()
        if form.accepted(invite_many, emails, form.cleaned_data["profile"], by=actor(request)):
            if form.cleaned_data["show_crm"]:
                show_section(Section.CRM, by=actor(request))
            done(request, _("Hanse is ready."))
            return redirect("/")
    context = {"form": form, "steps": _steps(3)}
    return show(request, "accounts/first_people.html", context, status=422 if form.errors else 200)


def _steps(current: int) -> list[dict]:
    labels = [_("You"), _("Your company"), _("Colleagues")]
    return [
        {"label": label, "done": number < current, "current": number == current}
        for number, label in enumerate(labels, 1)
    ]
