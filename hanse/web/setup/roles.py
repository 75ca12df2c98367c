"""Company roles: what a company can be to us."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.companies.models import CompanyRole
from hanse.companies.roles import FIELDS, delete_role, save_role, values_of
from hanse.foundation.errors import NotFound, Refused
from hanse.web.policy import superadmin
from hanse.web.records.declared import done_by, form_for
from hanse.web.records.posting import posted, posted_version
from hanse.web.request import actor
from hanse.web.setup.frame import setup_page
from hanse.web.setup.history import setup_history
from hanse.web.shortcuts import done, failed


@superadmin
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the roles."""
    return setup_page(request, "setup/roles.html", "roles", {"roles": CompanyRole.objects.order_by("name")})


@superadmin
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a role."""
    return _form_page(request, None)


@superadmin
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, role_id: int) -> HttpResponse:
    """Change a role."""
    return _form_page(request, _role(role_id))


@superadmin
@require_POST
def delete(request: HttpRequest, role_id: int) -> HttpResponse:
    """Delete a role that no company has."""
    role = _role(role_id)
    try:
        delete_role(role_id, by=actor(request))
    except Refused as refused:
        failed(request, refused.message)
        return redirect("setup:role_edit", role_id)
    done(request, _("The role %s is deleted.") % role)
    return redirect("setup:roles")


def _role(role_id: int) -> CompanyRole:
    fits = role_id < 2**63
    role = CompanyRole.objects.filter(pk=role_id).first() if fits else None  # unscoped: for superadmins only
    if role is None:
        raise NotFound
    return role


def _form_page(request: HttpRequest, role: CompanyRole | None) -> HttpResponse:
    form = form_for(FIELDS, posted(request), values_of(role) if role else {})
    role_id = role.pk if role else None
    if request.method == "POST" and done_by(
        form,
        lambda: save_role(form.typed(), by=actor(request), role_id=role_id, version=posted_version(request)),
    ):
        done(request, _("The role %s is saved.") % form.result)
        return redirect("setup:roles")
    context = {"form": form, "role": role, "history": setup_history(request, "company_role", role)}
    return setup_page(request, "setup/role_form.html", "roles", context, status=422 if form.errors else 200)
