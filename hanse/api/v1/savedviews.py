"""Saved views: questions to a list under a name, one's own and those that others share."""

from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from hanse.accounts.access import Right, access_of
from hanse.api.answers import answer, nothing, whole
from hanse.api.door import actor, edited_version
from hanse.api.policy import signed_in
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
    made,
    read,
)
from hanse.foundation.errors import NotFound
from hanse.foundation.rooms import room_named, rooms
from hanse.views.actions import create_view, delete_view, keep_view, shelf_of, update_view
from hanse.views.models import SavedView

router = Router(tags=["Saved views"])
KEPT = {"pinned", "default"}
_NAMES = " or ".join(f"`{room.name}`" for room in rooms())


class ViewChange(Body):
    """The fields of a view that are to change."""

    name: Text = None
    query: Annotated[
        str | None, Field(description="As in the address of the list: `role=2&sort=name&columns=role,owner`.")
    ] = None
    shared: Annotated[str | None, Field(description="`nobody`, `colleagues` or `everyone`.")] = None
    pinned: Annotated[bool, Field(description="Whether it stands in your sidebar.")] = False
    default: Annotated[bool, Field(description="Whether your list opens with it.")] = False

    model_config = body_example(shared="colleagues", pinned=True)


class ViewNew(ViewChange):
    """A view to be made."""

    list: Annotated[str, Field(description=f"{_NAMES}.")]
    name: str

    model_config = body_example(list="companies", name="Customers in Spain", query="role=1&country=ES")


class ViewOut(Shown):
    """A saved view. It is a question: whoever asks it gets what he may see."""

    id: int
    list: str
    name: str
    query: str
    shared: str
    owner: str
    pinned: bool
    default: bool

    model_config = example(
        id=3,
        list="companies",
        name="Customers in Spain",
        query="role=1&country=ES",
        shared="colleagues",
        owner="user1",
        pinned=True,
        default=False,
    )


class ViewList(Listing):
    """All saved views that you have."""

    items: list[ViewOut]


@router.get("", response=ViewList, openapi_extra=read())
@signed_in
def list_saved_views(request: ApiRequest) -> HttpResponse:
    """Your views and those that others share with you."""
    rows = SavedView.objects.visible_to(request.user).select_related("owner")
    access = access_of(request.user)
    shown = {room.name for room in rooms() if access.may(Right.VIEW, room.section)}
    return whole(_shown(view, request) for view in rows if view.list in shown)


@router.post("", response={201: ViewOut}, openapi_extra=made())
@signed_in
def create_a_saved_view(request: ApiRequest, body: ViewNew) -> HttpResponse:
    """Keep a question under a name."""
    given = body.given()
    raw = {name: value for name, value in given.items() if name not in KEPT}
    _check_list(request, str(given["list"]))
    view = create_view(raw, by=actor(request))
    return _kept(request, view, given, status=201)


@router.get("/{int:view_id}", response=ViewOut, openapi_extra=read())
@signed_in
def get_a_saved_view(request: ApiRequest, view_id: int) -> HttpResponse:
    """One view."""
    return _answer(request, _view(request, view_id))


@router.patch("/{int:view_id}", response=ViewOut, openapi_extra=changed())
@signed_in
def change_a_saved_view(request: ApiRequest, view_id: int, body: ViewChange) -> HttpResponse:
    """Change the given fields. `pinned` and `default` are yours, also where the view is somebody else's."""
    given, version = body.given(), edited_version(request)
    raw = {name: value for name, value in given.items() if name not in KEPT}
    view = _view(request, view_id)
    if raw or version is not None:
        view = update_view(view_id, raw, by=actor(request), version=version)
    return _kept(request, view, given)


@router.delete("/{int:view_id}", response={204: None}, openapi_extra=deleted())
@signed_in
def delete_a_saved_view(request: ApiRequest, view_id: int) -> HttpResponse:
    """Delete a view; what it showed stays."""
    _view(request, view_id)
    delete_view(view_id, by=actor(request), version=edited_version(request))
    return nothing()


def _view(request: ApiRequest, view_id: int) -> SavedView:
    view = SavedView.objects.get_visible(request.user, view_id)
    _check_list(request, view.list)
    return view


def _check_list(request: ApiRequest, name: str) -> None:
    """A list whose section one may not view is not there, and neither is what is kept of it."""
    if not access_of(request.user).may(Right.VIEW, room_named(name).section):
        raise NotFound


def _kept(request: ApiRequest, view: SavedView, given: dict[str, Any], *, status: int = 200) -> HttpResponse:
    if KEPT & set(given):
        keep_view(view.pk, by=actor(request), pinned=given.get("pinned"), opens=given.get("default"))
    return _answer(request, SavedView.objects.get_visible(request.user, view.pk), status=status)


def _answer(request: ApiRequest, view: SavedView, *, status: int = 200) -> HttpResponse:
    location = f"/api/v1/saved-views/{view.pk}" if status == 201 else ""
    return answer(_shown(view, request), status=status, tag=view.version, location=location)


def _shown(view: SavedView, request: ApiRequest) -> dict[str, Any]:
    shelf = shelf_of(request.user)
    return {
        "id": view.pk,
        "list": view.list,
        "name": view.name,
        "query": urlencode(sorted(view.query.items()), doseq=True),
        "shared": view.shared,
        "owner": view.owner.username,
        "pinned": view.pk in shelf.pinned,
        "default": shelf.opens.get(view.list) == view.pk,
    }
