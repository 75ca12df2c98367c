"""Users: the list, making and changing them, inviting again, letting go and back in."""

from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.accounts.fields import USER_FIELDS, values_of
from hanse.accounts.invitations import invite
from hanse.accounts.models import User
from hanse.accounts.querysets import get_profile, get_user, profiles_with_counts, users_for_setup
from hanse.companies.staff import save_user
from hanse.foundation.errors import BadValue, DomainError, Invalid, NotFound, Problem, Refused
from hanse.foundation.paging import capped_count, read_page
from hanse.web.accounts.forms import language_choices, new_password_input, time_zone_choices
from hanse.web.policy import superadmin
from hanse.web.records.declared import done_by, form_for, require_words
from hanse.web.records.form import RecordForm
from hanse.web.records.picks import read_company, record_text
from hanse.web.records.posting import posted, posted_version
from hanse.web.request import actor, person
from hanse.web.setup.frame import setup_page
from hanse.web.setup.history import setup_history
from hanse.web.shortcuts import done, failed

PAGE_SIZE = 50
STATES = [
    ("", gettext_lazy("All")),
    ("active", gettext_lazy("Active")),
    ("inactive", gettext_lazy("Inactive")),
    ("superadmin", gettext_lazy("Superadmins")),
]


@superadmin
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the users, found by name, login or address."""
    asked = {name: request.GET.get(name, "") for name in ("search", "state", "profile")}
    profile = get_profile(int(asked["profile"])) if asked["profile"].isdecimal() else None
    users = users_for_setup(
        search=asked["search"], state=asked["state"], profile=profile.pk if profile else None
    )
    total, exact = capped_count(users)
    context = {
        "page": read_page(users, sort="username", limit=PAGE_SIZE, cursor=request.GET.get("cursor")),
        "total": total,
        "exact": exact,
        "asked": asked,
        "states": STATES,
        "profile": profile,
        "narrowed": any(asked.values()),
    }
    return setup_page(request, "setup/users.html", "users", context)


@superadmin
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a user, and write an invitation if asked."""
    return _form_page(request, None)


@superadmin
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, user_id: int) -> HttpResponse:
    """Change a user."""
    return _form_page(request, get_user(user_id))


@superadmin
@require_POST
def invite_again(request: HttpRequest, user_id: int) -> HttpResponse:
    """Write a new invitation; the link of the last one dies."""
    user = get_user(user_id)
    try:
        invite(user, by=actor(request))
        done(request, _("An invitation to %s is on its way.") % user.email)
    except Refused as refused:
        failed(request, refused.message)
    return redirect("setup:user_edit", user_id)


@superadmin
@require_POST
def set_active(request: HttpRequest, user_id: int) -> HttpResponse:
    """Let a user go, or back in; the toast takes it back."""
    user = get_user(user_id)
    active = request.POST.get("active") == "1"
    try:
        save_user({"is_active": active}, by=actor(request), user=user)
    except DomainError as refused:
        failed(request, refused.message)
        return redirect("setup:user_edit", user_id)
    sentence = (
        _("%s can sign in again.")
        if active
        else _("%s can no longer sign in; sessions and API tokens ended.")
    )
    done(request, sentence % user)
    return redirect("setup:user_edit", user_id)


def _form_page(request: HttpRequest, user: User | None) -> HttpResponse:
    form = _form(request, user)
    if request.method == "POST" and done_by(form, lambda: _save(request, form, user)):
        if form.result.pk == request.user.pk:
            # Whoever gives himself a new password stays here; his other sessions end.
            update_session_auth_hash(request, form.result)
        done(request, _("%s is saved.") % form.result)
        if form.typed().get("invite") and _invite(request, form.result):
            done(request, _("An invitation to %s is on its way.") % form.result.email, undo="")
        return redirect("setup:users")
    context = {
        "history": setup_history(request, "user", user),
        "form": form,
        "person": user,
        "invited": user is not None and not user.has_usable_password(),
    }
    return setup_page(request, "setup/user_form.html", "users", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, user: User | None) -> RecordForm:
    initial: dict[str, Any] = {
        "profile": "Standard user",
        "is_active": True,
        "invite": True,
        "language": request.user.language,
    }
    initial |= {"time_zone": request.user.time_zone, "company": request.user.company}
    if user is not None:
        initial = values_of(user) | {"company": user.company}
    initial["company"] = record_text(initial["company"]) if initial["company"] else ""
    form = form_for(
        USER_FIELDS,
        posted(request),
        initial,
        choices={
            "profile": [(each.name, each.name) for each in profiles_with_counts()],
            "language": language_choices(),
            "time_zone": time_zone_choices(),
        },
        picks={"company": "/companies/pick/"},
        extra={}
        if user
        else {"invite": forms.BooleanField(label=_("Send an invitation by e-mail"), required=False)},
    )
    require_words(form, "language", "time_zone")
    form.fields["password"].widget = new_password_input("f-password")
    form.fields["password"].help_text = (
        _("Leave empty to keep the present one.")
        if user
        else _("Leave empty: by the invitation people choose their own.")
    )
    return form


def _save(request: HttpRequest, form: RecordForm, user: User | None) -> User:
    values = form.typed()
    values.pop("invite", None)
    try:
        values["company"] = read_company(person(request), values.get("company") or "")
    except BadValue as bad:
        raise Invalid([Problem("company", bad.message)]) from bad
    return save_user(values, by=actor(request), user=user, version=posted_version(request))


def _invite(request: HttpRequest, user: User) -> bool:
    try:
        invite(user, by=actor(request))
    except (Refused, NotFound) as refused:
        failed(request, refused.message)
        return False
    return True
