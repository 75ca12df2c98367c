"""Sections: the blocks that custom fields stand in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hanse.customfields.actions import delete_section, save_section, section_values
from hanse.customfields.fields import SECTION_FIELDS
from hanse.customfields.models import FieldSection
from hanse.customfields.ordering import order_sections
from hanse.foundation.errors import NotFound
from hanse.web.policy import superadmin
from hanse.web.records.declared import done_by, form_for
from hanse.web.records.posting import posted
from hanse.web.request import actor
from hanse.web.setup.fields import moved_ids, sections_of
from hanse.web.setup.frame import setup_page
from hanse.web.setup.history import setup_history
from hanse.web.shortcuts import done

SHOWN = [field for field in SECTION_FIELDS if field.name == "name"]


@superadmin
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a section; it comes last."""
    return _form_page(request, None)


@superadmin
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, section_id: int) -> HttpResponse:
    """Rename a section."""
    return _form_page(request, _section(section_id))


@superadmin
@require_POST
def delete(request: HttpRequest, section_id: int) -> HttpResponse:
    """Delete a section; its fields stay, in no section."""
    section = _section(section_id)
    delete_section(section_id, by=actor(request))
    done(request, _("The section %s is deleted; its fields stay.") % section)
    return redirect("setup:fields")


@superadmin
@require_POST
def move(request: HttpRequest, section_id: int) -> HttpResponse:
    """Move a section one place up or down."""
    section = _section(section_id)
    ids = moved_ids([each.pk for each in sections_of()], section.pk, up=request.POST.get("to") == "up")
    order_sections(ids, by=actor(request))
    return redirect("setup:fields")


def _section(section_id: int) -> FieldSection:
    found = [section for section in sections_of() if section.pk == section_id]
    if not found:
        raise NotFound
    return found[0]


def _form_page(request: HttpRequest, section: FieldSection | None) -> HttpResponse:
    form = form_for(SHOWN, posted(request), section_values(section) if section else {})
    if request.method == "POST" and done_by(form, lambda: _save(request, form.typed(), section)):
        done(request, _("The section %s is saved.") % form.result)
        return redirect("setup:fields")
    context = {
        "form": form,
        "section": section,
        "history": setup_history(request, "custom_field_section", section),
    }
    return setup_page(
        request, "setup/section_form.html", "fields", context, status=422 if form.errors else 200
    )


def _save(request: HttpRequest, values: dict, section: FieldSection | None) -> FieldSection:
    if section is None:
        values["order"] = max((each.order for each in sections_of()), default=0) + 1
    return save_section(values, by=actor(request), section_id=section.pk if section else None)
