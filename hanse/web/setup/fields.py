"""Custom fields of companies: made, changed, moved, deleted with the values that records hold."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.companies.customfields import COMPANY_VALUES
from hanse.customfields.actions import delete_field, edition, field_values, order_fields, save_field
from hanse.customfields.errors import HoldsValues
from hanse.customfields.fields import FIELDS
from hanse.customfields.models import CustomField, FieldSection
from hanse.customfields.values import fields_of
from hanse.foundation.errors import NotFound, Refused
from hanse.journal.undoing import MOST_ONE_BY_ONE
from hanse.web.policy import superadmin
from hanse.web.records.declared import done_by, form_for, require_words
from hanse.web.records.form import RecordForm, nothing_chosen
from hanse.web.records.posting import posted
from hanse.web.request import actor
from hanse.web.setup.frame import setup_page
from hanse.web.setup.history import setup_history
from hanse.web.shortcuts import done, failed

TARGET = "company"
# The list moves fields, and everything here belongs to companies.
SHOWN = [field for field in FIELDS if field.name not in {"target", "order"}]


@superadmin
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the fields, section by section, in the order in which a record shows them."""
    fields = fields_of(TARGET)
    groups: list[dict[str, Any]] = [
        {"section": None, "fields": [field for field in fields if field.section is None]}
    ]
    groups += [
        {"section": section, "fields": [field for field in fields if field.section_id == section.pk]}
        for section in sections_of()
    ]
    return setup_page(request, "setup/fields.html", "fields", {"groups": groups, "any": bool(fields)})


@superadmin
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a field; it comes last."""
    return _form_page(request, None)


@superadmin
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, field_id: int) -> HttpResponse:
    """Change a field."""
    return _form_page(request, find_field(field_id))


@superadmin
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, field_id: int) -> HttpResponse:
    """Say how many values go with a field, and delete it when that number is confirmed."""
    field = find_field(field_id)
    held = COMPANY_VALUES.count(field)
    if request.method == "POST":
        confirmed = request.POST.get("values", "")
        try:
            gone = delete_field(
                field_id,
                by=actor(request),
                values=COMPANY_VALUES,
                confirm_values=int(confirmed) if confirmed.isdecimal() and len(confirmed) < 12 else None,
            )
        except HoldsValues as more:
            held = more.count
        except Refused as refused:
            failed(request, refused.message)
            return redirect("setup:field_edit", field_id)
        else:
            done(
                request,
                _("The field %(field)s and %(count)s values are deleted.") % {"field": field, "count": gone},
            )
            return redirect("setup:fields")
    return setup_page(
        request,
        "setup/field_delete.html",
        "fields",
        {"field": field, "held": held, "comes_back": held < MOST_ONE_BY_ONE},
    )


@superadmin
@require_POST
def move(request: HttpRequest, field_id: int) -> HttpResponse:
    """Move a field one place up or down within its section."""
    field = find_field(field_id)
    fields = fields_of(TARGET)
    within = [each.pk for each in fields if each.section_id == field.section_id]
    moved = moved_ids(within, field_id, up=request.POST.get("to") == "up")
    others = [each.pk for each in fields if each.pk not in set(within)]
    order_fields([*others, *moved], by=actor(request))
    return redirect("setup:fields")


def moved_ids(ids: Sequence[int], one: int, *, up: bool) -> list[int]:
    """Return `ids` with `one` a place nearer to the front, or to the end."""
    ids = list(ids)
    place = ids.index(one)
    other = place - 1 if up else place + 1
    if 0 <= other < len(ids):
        ids[place], ids[other] = ids[other], ids[place]
    return ids


def sections_of() -> list[FieldSection]:
    """Return the sections of companies in their order."""
    return list(FieldSection.objects.filter(target=TARGET))  # unscoped: for superadmins only


def find_field(field_id: int) -> CustomField:
    """
    Return a custom field of companies.

    :raises NotFound: when there is none.
    """
    found = [field for field in fields_of(TARGET) if field.pk == field_id]
    if not found:
        raise NotFound
    return found[0]


def _form_page(request: HttpRequest, field: CustomField | None) -> HttpResponse:
    form = _form(request, field)
    if request.method == "POST" and done_by(form, lambda: _save(request, form, field)):
        done(
            request,
            _("The field %(field)s is saved; its id is %(id)s.")
            % {"field": form.result, "id": form.result.pk},
        )
        return redirect("setup:fields")
    context = {
        "form": form,
        "history": setup_history(request, "custom_field", field),
        "field": field,
        "sections": sections_of(),
        "edition": request.POST.get("edited") or (edition(field_values(field)) if field else ""),
    }
    return setup_page(request, "setup/field_form.html", "fields", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, field: CustomField | None) -> RecordForm:
    initial = {"type": CustomField.Type.TEXT, "section": request.GET.get("section", "")}
    if field is not None:
        initial = field_values(field) | {"options": "\n".join(field.options), "section": field.section or ""}
    above = [
        (str(each.pk), each.label)
        for each in fields_of(TARGET)
        if each.type == CustomField.Type.LINKED and (field is None or each.pk != field.pk)
    ]
    choices = {"type": CustomField.Type.choices, "parent": nothing_chosen(above)}
    form = form_for(SHOWN, posted(request), initial, choices=choices)
    require_words(form, "type")
    form.fields["section"].widget = forms.TextInput(
        attrs={"id": "f-section", "list": "sections", "autocomplete": "off"}
    )
    form.fields["section"].help_text = _("A new name makes a new section.")
    form.fields["options"].widget.attrs["rows"] = 6
    form.fields["options"].help_text = _(
        "For choices only, one a line. For a dependent choice: value above|own value, such as Spain|Madrid."
    )
    form.fields["parent"].help_text = _(
        "For a dependent choice: the field whose value narrows the options of this one."
    )
    return form


def _save(request: HttpRequest, form: RecordForm, field: CustomField | None) -> CustomField:
    values = form.typed()
    if field is None:
        values["order"] = len(fields_of(TARGET)) + 1
    return save_field(
        values,
        by=actor(request),
        values=COMPANY_VALUES,
        field_id=field.pk if field else None,
        edited=request.POST.get("edited") or None,
    )
