"""The own profile: settings, password, API tokens."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hanse.accounts.actions import change_own_settings, change_password
from hanse.accounts.fields import OWN_SETTINGS, values_of
from hanse.accounts.models import User
from hanse.accounts.querysets import tokens_of
from hanse.accounts.tokens import make_token, revoke_token
from hanse.foundation.errors import NotFound
from hanse.web.accounts.forms import ChangePasswordForm, TokenForm, language_choices, time_zone_choices
from hanse.web.accounts.returning import way_back
from hanse.web.policy import signed_in
from hanse.web.records.declared import done_by, form_for, require_words
from hanse.web.records.form import Choices, RecordForm
from hanse.web.request import actor, person
from hanse.web.shortcuts import done, show


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_settings(request: HttpRequest) -> HttpResponse:
    """Show the profile, and save name, address, language, time zone, appearance and keys."""
    if request.method != "POST":
        return _page(request)
    form = _settings_form(request)
    if done_by(form, lambda: change_own_settings(form.typed(), by=actor(request))):
        with translation.override(form.result.language):
            done(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return _page(request, form=form)


@signed_in
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Change the appearance from the menu of the person."""
    change_own_settings({"theme": request.POST.get("theme", "")}, by=actor(request))
    return redirect(way_back(request))


@signed_in
@sensitive_post_parameters("old_password", "password")
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; this session stays, the others end."""
    form = ChangePasswordForm(request.POST)
    typed = form.is_valid() and (form.cleaned_data["old_password"], form.cleaned_data["password"])
    if typed and form.accepted(change_password, *typed, by=actor(request)):
        update_session_auth_hash(request, form.result)
        done(request, _("Your password is changed. Other sessions and API tokens have ended."))
        return redirect("accounts:profile")
    return _page(request, password_form=form)


@signed_in
@require_POST
def tokens(request: HttpRequest) -> HttpResponse:
    """Make an API token and show it, once."""
    form = TokenForm(request.POST)
    if not form.is_valid() or not form.accepted(_make, request, form.values()):
        return _page(request, token_form=form)
    token, text = form.result
    return _page(request, made=token, text=text)


def _make(request: HttpRequest, values: dict):
    return make_token(
        person(request), values["name"], read_only=values["read_only"], days=values["days"], by=actor(request)
    )


@signed_in
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End one of the own tokens."""
    token = tokens_of(person(request)).filter(pk=token_id).first()
    if token is None:
        raise NotFound
    revoke_token(token, by=actor(request))
    done(request, _("The token %s is revoked.") % token.name)
    return redirect("accounts:profile")


def _settings_form(request: HttpRequest) -> RecordForm:
    choices: dict[str, Choices] = {
        "language": language_choices(),
        "time_zone": time_zone_choices(),
        "theme": User.Theme.choices,
    }
    sent = request.POST if request.path == reverse("accounts:profile") else None
    form = form_for(OWN_SETTINGS, sent or None, values_of(person(request)), choices=choices)
    form.fields["full_name"].widget.attrs["autocomplete"] = "name"
    form.fields["email"].widget.attrs["autocomplete"] = "email"
    require_words(form, *choices)
    return form


def _page(
    request: HttpRequest, *, form=None, password_form=None, token_form=None, made=None, text=""
) -> HttpResponse:
    refused = any(each is not None and each.errors for each in (form, password_form, token_form))
    context = {
        "form": form or _settings_form(request),
        "password_form": password_form or ChangePasswordForm(),
        "token_form": token_form or TokenForm(),
        "tokens": tokens_of(person(request)),
        "made": made,
        "token_text": text,
    }
    return show(request, "accounts/profile.html", context, status=422 if refused else 200)
