"""Profiles: view, write and manage, under a name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.accounts.actions import delete_profile, save_profile
from hanse.accounts.fields import PROFILE_FIELDS, profile_values
from hanse.accounts.models import Profile
from hanse.accounts.querysets import get_profile, profiles_with_counts
from hanse.foundation.errors import Refused
from hanse.web.policy import superadmin
from hanse.web.records.declared import done_by, form_for
from hanse.web.records.posting import posted
from hanse.web.request import actor
from hanse.web.setup.frame import setup_page
from hanse.web.setup.history import setup_history
from hanse.web.shortcuts import done, failed


@superadmin
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the profiles, each with how many users have it."""
    return setup_page(request, "setup/profiles.html", "profiles", {"profiles": profiles_with_counts()})


@superadmin
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a profile."""
    return _form_page(request, None)


@superadmin
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, profile_id: int) -> HttpResponse:
    """Change a profile; the rights of everyone who has it follow at his next request."""
    return _form_page(request, get_profile(profile_id))


@superadmin
@require_POST
def delete(request: HttpRequest, profile_id: int) -> HttpResponse:
    """Delete a profile that nobody has."""
    profile = get_profile(profile_id)
    try:
        delete_profile(profile, by=actor(request))
    except Refused as refused:
        failed(request, refused.message)
        return redirect("setup:profile_edit", profile_id)
    done(request, _("The profile %s is deleted.") % profile)
    return redirect("setup:profiles")


def _form_page(request: HttpRequest, profile: Profile | None) -> HttpResponse:
    form = form_for(PROFILE_FIELDS, posted(request), profile_values(profile) if profile else {"view": True})
    if request.method == "POST" and done_by(
        form, lambda: save_profile(form.typed(), by=actor(request), profile=profile)
    ):
        done(request, _("The profile %s is saved.") % form.result)
        return redirect("setup:profiles")
    context = {
        "history": setup_history(request, "profile", profile),
        "form": form,
        "profile": profile,
        "people": profile.users.count() if profile else 0,
    }
    return setup_page(
        request, "setup/profile_form.html", "profiles", context, status=422 if form.errors else 200
    )
