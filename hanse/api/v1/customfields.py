"""Custom fields and their sections: everybody with a view of companies reads them, superadmins change them."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field, WithJsonSchema

from hanse.accounts.access import Right
from hanse.api.answers import answer, nothing, page_of
from hanse.api.door import actor, edited_tag
from hanse.api.policy import needs, superadmin_of
from hanse.api.request import ApiRequest
from hanse.api.schema import (
    Body,
    Id,
    Listing,
    Shown,
    Text,
    body_example,
    changed,
    deleted,
    example,
    listed,
    made,
    parameter,
    read,
)
from hanse.companies.customfields import COMPANY_VALUES
from hanse.customfields.actions import (
    delete_field,
    delete_section,
    edition,
    field_values,
    save_field,
    save_section,
    section_values,
)
from hanse.customfields.models import CustomField, FieldSection
from hanse.customfields.table import CUSTOM_FIELDS, SECTIONS
from hanse.foundation import fields
from hanse.foundation.errors import BadValue, Invalid, NotFound, Problem
from hanse.setup.models import Section

router = Router(tags=["Custom fields"])
sections = Router(tags=["Custom fields"])
SAMPLE = {
    "target": "company",
    "section": "Products",
    "label": "Uses",
    "type": "combo",
    "options": ["Cloud", "Own servers"],
    "parent": None,
    "order": 1,
    "show_in_list": False,
}
NAMES = ("id", "target", "section__name", "label", "type", "options", "parent_id", "order", "show_in_list")
SectionName = Annotated[
    Any,
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}),
    Field(description="The name of a section, made when it is new, or the id of one."),
]
CONFIRM_VALUES = parameter(
    "confirm_values",
    "How many records hold a value of it; the 409 says the number. The values go with the field.",
    {"type": "integer", "minimum": 0},
)


class FieldChange(Body):
    """The parts of a custom field that are to change."""

    target: Annotated[Text, Field(description="What it belongs to: `company`.")] = None
    section: SectionName = None
    label: Text = None
    type: Annotated[Text, Field(description="text, textarea, combo, linked, numeric or date.")] = None
    options: Annotated[
        list[str], Field(description="Of a combo; of a linked field below another: above|own.")
    ] = []  # noqa: RUF012
    parent: Annotated[Id, Field(description="The id of the linked field that it depends on.")] = None
    order: Id = None
    show_in_list: bool = False

    model_config = body_example(options=["Cloud", "Own servers", "Both"])


class FieldNew(FieldChange):
    """A custom field to be made."""

    label: str

    model_config = body_example(**{name: SAMPLE[name] for name in SAMPLE if name != "parent"})


class FieldOut(Shown):
    """A custom field; its values stand in `custom` of the record under its id."""

    id: int
    target: str
    section: str | None
    label: str
    type: Literal["text", "textarea", "combo", "linked", "numeric", "date"]
    options: list[str]
    parent: int | None
    order: int
    show_in_list: bool

    model_config = example(id=4, **SAMPLE)


class FieldList(Listing):
    """One page of custom fields."""

    items: list[FieldOut]


class SectionChange(Body):
    """The parts of a section that are to change."""

    target: Text = None
    name: Text = None
    order: Id = None

    model_config = body_example(order=2)


class SectionNew(SectionChange):
    """A section to be made."""

    name: str

    model_config = body_example(target="company", name="Products", order=1)


class SectionOut(Shown):
    """A named block of custom fields."""

    id: int
    target: str
    name: str
    order: int

    model_config = example(id=1, target="company", name="Products", order=1)


class SectionList(Listing):
    """One page of sections."""

    items: list[SectionOut]


@router.get("", response=FieldList, openapi_extra=listed(CUSTOM_FIELDS))
@needs(Right.VIEW, Section.COMPANIES)
def list_custom_fields(request: ApiRequest) -> HttpResponse:
    """The fields that this installation added."""
    rows = CustomField.objects.all()  # unscoped: everybody with a view of companies reads them

    def render(row: dict[str, Any]) -> dict[str, Any]:
        return {name.removesuffix("_id").removesuffix("__name"): row[name] for name in NAMES}

    return page_of(request, CUSTOM_FIELDS, lambda: rows, counted=rows, columns=NAMES, render=render)


@router.post("", response={201: FieldOut}, openapi_extra=made())
@superadmin_of(Section.COMPANIES)
def create_a_custom_field(request: ApiRequest, body: FieldNew) -> HttpResponse:
    """Make a field; superadmins only."""
    field = save_field(body.given(), by=actor(request), values=COMPANY_VALUES)
    return _field(field, status=201, location=f"/api/v1/custom-fields/{field.pk}")


@router.get("/{int:field_id}", response=FieldOut, openapi_extra=read())
@needs(Right.VIEW, Section.COMPANIES)
def get_a_custom_field(request: ApiRequest, field_id: int) -> HttpResponse:
    """One field."""
    found = CustomField.objects.select_related("section").filter(pk=field_id).first()
    if found is None:
        raise NotFound(_("There is no such field."))
    return _field(found)


@router.patch("/{int:field_id}", response=FieldOut, openapi_extra=changed(409))
@superadmin_of(Section.COMPANIES)
def change_a_custom_field(request: ApiRequest, field_id: int, body: FieldChange) -> HttpResponse:
    """Change the given parts; superadmins only. 409 when the new type does not fit the values that records hold."""
    field = save_field(
        body.given(), by=actor(request), values=COMPANY_VALUES, field_id=field_id, edited=edited_tag(request)
    )  # fmt: skip
    return _field(field)


@router.delete(
    "/{int:field_id}", response={204: None}, openapi_extra=deleted(409, 422, parameters=[CONFIRM_VALUES])
)
@superadmin_of(Section.COMPANIES)
def delete_a_custom_field(request: ApiRequest, field_id: int) -> HttpResponse:
    """Delete a field; superadmins only. 409 says how many records hold a value: repeat with `confirm_values`."""
    delete_field(
        field_id,
        by=actor(request),
        values=COMPANY_VALUES,
        confirm_values=_confirmed(request),
        edited=edited_tag(request),
    )
    return nothing()


@sections.get("", response=SectionList, openapi_extra=listed(SECTIONS))
@needs(Right.VIEW, Section.COMPANIES)
def list_custom_field_sections(request: ApiRequest) -> HttpResponse:
    """The blocks that custom fields stand in."""
    rows = FieldSection.objects.all()  # unscoped: everybody with a view of companies reads them

    def render(row: dict[str, Any]) -> dict[str, Any]:
        return {name: row[name] for name in ("id", "target", "name", "order")}

    return page_of(
        request, SECTIONS, lambda: rows, counted=rows, columns=("id", "target", "name", "order"), render=render
    )  # fmt: skip


@sections.post("", response={201: SectionOut}, openapi_extra=made())
@superadmin_of(Section.COMPANIES)
def create_a_custom_field_section(request: ApiRequest, body: SectionNew) -> HttpResponse:
    """Make a section; superadmins only."""
    section = save_section(body.given(), by=actor(request))
    return _section(section, status=201, location=f"/api/v1/custom-field-sections/{section.pk}")


@sections.get("/{int:section_id}", response=SectionOut, openapi_extra=read())
@needs(Right.VIEW, Section.COMPANIES)
def get_a_custom_field_section(request: ApiRequest, section_id: int) -> HttpResponse:
    """One section."""
    found = FieldSection.objects.filter(pk=section_id).first()  # unscoped: as the list
    if found is None:
        raise NotFound(_("There is no such section."))
    return _section(found)


@sections.patch("/{int:section_id}", response=SectionOut, openapi_extra=changed())
@superadmin_of(Section.COMPANIES)
def change_a_custom_field_section(request: ApiRequest, section_id: int, body: SectionChange) -> HttpResponse:
    """Change the given parts; superadmins only."""
    edited = edited_tag(request)
    return _section(save_section(body.given(), by=actor(request), section_id=section_id, edited=edited))


@sections.delete("/{int:section_id}", response={204: None}, openapi_extra=deleted())
@superadmin_of(Section.COMPANIES)
def delete_a_custom_field_section(request: ApiRequest, section_id: int) -> HttpResponse:
    """Delete a section; superadmins only. Its fields stay, in no section."""
    delete_section(section_id, by=actor(request), edited=edited_tag(request))
    return nothing()


def _field(field: CustomField, **answered: Any) -> HttpResponse:
    values = field_values(field)
    return answer({"id": field.pk} | values, tag=edition(values), **answered)


def _section(section: FieldSection, **answered: Any) -> HttpResponse:
    values = section_values(section)
    return answer({"id": section.pk} | values, tag=edition(values), **answered)


def _confirmed(request: ApiRequest) -> int | None:
    try:
        return fields.whole(0, 2**53)(request.GET.get("confirm_values"))
    except BadValue as bad:
        raise Invalid([Problem("confirm_values", bad.message)]) from bad
