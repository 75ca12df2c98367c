"""Company roles: everybody with a view of companies reads them, superadmins change them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from hanse.accounts.access import Right
from hanse.api.answers import answer, nothing, page_of
from hanse.api.door import actor, edited_version
from hanse.api.policy import needs, superadmin_of
from hanse.api.request import ApiRequest
from hanse.api.schema import (
    Body,
    Listing,
    Shown,
    Text,
    body_example,
    changed,
    deleted,
    example,
    listed,
    made,
    read,
)
from hanse.companies.models import CompanyRole
from hanse.companies.roles import ROLES, delete_role, save_role, values_of
from hanse.foundation.errors import NotFound
from hanse.setup.models import Section

router = Router(tags=["Company roles"])


class RoleChange(Body):
    """The fields of a role that are to change."""

    name: Text = None
    description: Text = None

    model_config = body_example(description="Buys from us")


class RoleNew(RoleChange):
    """A role to be made."""

    name: str

    model_config = body_example(name="Investor", description="Owns a part of us")


class RoleOut(Shown):
    """A company role."""

    id: int
    name: str
    description: str

    model_config = example(id=6, name="Investor", description="Owns a part of us")


class RoleList(Listing):
    """One page of company roles."""

    items: list[RoleOut]


@router.get("", response=RoleList, openapi_extra=listed(ROLES))
@needs(Right.VIEW, Section.COMPANIES)
def list_company_roles(request: ApiRequest) -> HttpResponse:
    """What a company can be."""
    roles = CompanyRole.objects.all()  # unscoped: everybody with a view of companies reads them
    return page_of(
        request, ROLES, lambda: roles, counted=roles, columns=("id", "name", "description"), render=_shown
    )  # fmt: skip


@router.post("", response={201: RoleOut}, openapi_extra=made())
@superadmin_of(Section.COMPANIES)
def create_a_company_role(request: ApiRequest, body: RoleNew) -> HttpResponse:
    """Make a role; superadmins only."""
    role = save_role(body.given(), by=actor(request))
    return _answer(role, status=201, location=f"/api/v1/company-roles/{role.pk}")


@router.get("/{int:role_id}", response=RoleOut, openapi_extra=read())
@needs(Right.VIEW, Section.COMPANIES)
def get_a_company_role(request: ApiRequest, role_id: int) -> HttpResponse:
    """One role."""
    role = CompanyRole.objects.filter(pk=role_id).first()  # unscoped: as the list
    if role is None:
        raise NotFound(_("There is no such role."))
    return _answer(role)


@router.patch("/{int:role_id}", response=RoleOut, openapi_extra=changed())
@superadmin_of(Section.COMPANIES)
def change_a_company_role(request: ApiRequest, role_id: int, body: RoleChange) -> HttpResponse:
    """Change the given fields; superadmins only."""
    version = edited_version(request)
    return _answer(save_role(body.given(), by=actor(request), role_id=role_id, version=version))


@router.delete("/{int:role_id}", response={204: None}, openapi_extra=deleted(409))
@superadmin_of(Section.COMPANIES)
def delete_a_company_role(request: ApiRequest, role_id: int) -> HttpResponse:
    """Delete a role that no company has; superadmins only."""
    delete_role(role_id, by=actor(request), version=edited_version(request))
    return nothing()


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "name": row["name"], "description": row["description"]}


def _answer(role: CompanyRole, *, status: int = 200, location: str = "") -> HttpResponse:
    return answer({"id": role.pk} | values_of(role), status=status, tag=role.version, location=location)
