"""People: who the token is, whom one may pick, and for superadmins all users and profiles."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from hanse.accounts.access import Right, access_of
from hanse.accounts.actions import delete_profile, save_profile
from hanse.accounts.fields import profile_values, values_of
from hanse.accounts.models import Profile, User
from hanse.accounts.table import PROFILES, USERS
from hanse.api.answers import answer, moment, nothing, page_of
from hanse.api.door import actor, edited_version
from hanse.api.policy import signed_in, superadmin
from hanse.api.request import ApiRequest
from hanse.api.schema import (
    Body,
    Id,
    Listing,
    Shown,
    Text,
    body_example,
    changed,
    described,
    example,
    listed,
    made,
    read,
)
from hanse.companies.moving import waiting
from hanse.companies.naming import named
from hanse.companies.people import pickable_users
from hanse.companies.staff import save_user
from hanse.foundation.errors import NotFound
from hanse.foundation.rooms import rooms
from hanse.setup.models import Section

me = Router(tags=["People"])
users = Router(tags=["People"])
profiles = Router(tags=["People"])
# The rooms of the API.
PERSON: tuple[str, ...] = ("id", "username", "full_name", "email", "is_active")
# What superadmins read besides.
SETUP = ("profile", "company", "language", "time_zone", "is_superadmin", "is_web_form_user")


class MeOut(Shown):
    """The person behind the token."""

    id: int
    username: str
    full_name: str
    email: str
    language: str
    time_zone: str
    company: int | None
    company_name: str
    profile: str
    is_superadmin: bool
    rights: Annotated[list[str], Field(description="view, write, manage")]
    sections: Annotated[list[str], Field(description="What is not hidden from this person.")]
    token: Annotated[dict[str, Any], Field(description="The token of this request.")]

    model_config = example(
        id=2,
        username="user1",
        full_name="User #1",
        email="user1@example.com",
        language="en",
        time_zone="Europe/Madrid",
        company=1,
        company_name="My company",
        profile="Standard user",
        is_superadmin=False,
        rights=["view", "write"],
        sections=["companies", "contacts"],
        token={"name": "ERP", "read_only": False, "expires_at": None},
    )


class UserChange(Body):
    """The parts of a user that are to change."""

    username: Text = None
    full_name: Text = None
    email: Text = None
    profile: Annotated[Text, Field(description="The name of a profile.")] = None
    company: Annotated[Id, Field(description="The company that the person works for.")] = None
    language: Text = None
    time_zone: Text = None
    is_active: bool = True
    is_superadmin: bool = False
    is_web_form_user: bool = False
    password: Annotated[Text, Field(description="Never shown again; absent: by invitation.")] = None

    model_config = body_example(profile="Manager")


class UserNew(UserChange):
    """A user to be made."""

    username: str

    model_config = body_example(
        username="user1", full_name="User #1", email="user1@example.com", profile="Standard user", company=1
    )


class UserOut(Shown):
    """A person. The parts from `profile` on are there for superadmins only."""

    id: int
    username: str
    full_name: str
    email: str
    is_active: bool
    profile: str | None = None
    company: int | None = None
    language: str | None = None
    time_zone: str | None = None
    is_superadmin: bool | None = None
    is_web_form_user: bool | None = None

    model_config = example(
        id=2, username="user1", full_name="User #1", email="user1@example.com", is_active=True
    )


class UserList(Listing):
    """One page of people."""

    items: list[UserOut]


class ProfileChange(Body):
    """The parts of a profile that are to change."""

    name: Text = None
    view: bool = False
    write: bool = False
    manage: bool = False

    model_config = body_example(manage=True)


class ProfileNew(ProfileChange):
    """A profile to be made; manage brings write along, write brings view."""

    name: str

    model_config = body_example(name="Auditor", view=True)


class ProfileOut(Shown):
    """CRM permissions under a name."""

    id: int
    name: str
    view: bool
    write: bool
    manage: bool

    model_config = example(id=5, name="Auditor", view=True, write=False, manage=False)


class ProfileList(Listing):
    """One page of profiles."""

    items: list[ProfileOut]


@me.get("", response=MeOut, openapi_extra=described())
@signed_in
def who_am_i(request: ApiRequest) -> HttpResponse:
    """Who you are, what you may do, and what your token may."""
    user, access, token = request.user, access_of(request.user), request.token
    company = named(user, [user.company_id])
    return answer(
        {
            name: getattr(user, name)
            for name in ("id", "username", "full_name", "email", "language", "time_zone")
        }
        | {
            "company": user.company_id,
            "company_name": company[user.company_id].name if user.company_id else "",
            "profile": user.profile.name,
            "is_superadmin": user.is_superadmin,
            "rights": [right.value for right in Right if access.may(right, Section.CRM)],
            "sections": [str(room.section) for room in rooms() if access.may(Right.VIEW, room.section)],
            "token": {
                "name": token.name,
                "read_only": token.read_only,
                "expires_at": moment(token.expires_at),
            },
        }
    )


@users.get("", response=UserList, openapi_extra=listed(USERS))
@signed_in
def list_users(request: ApiRequest) -> HttpResponse:
    """The people whom you may pick as an owner; superadmins: everybody, also who cannot sign in any more."""
    rows = _visible(request)

    def render(row: Mapping[str, Any]) -> dict[str, Any]:
        shown = {name: row[name] for name in PERSON}
        if "profile__name" in row:
            shown |= {
                name: row[{"profile": "profile__name", "company": "company_id"}.get(name, name)]
                for name in SETUP
            }
        return shown

    columns = PERSON
    if access_of(request.user).is_superadmin:
        columns += ("profile__name", "company_id", *SETUP[2:])
    return page_of(request, USERS, lambda: rows, counted=rows, columns=columns, render=render)


@users.post("", response={201: UserOut}, openapi_extra=made())
@superadmin
def create_a_user(request: ApiRequest, body: UserNew) -> HttpResponse:
    """Make a user; superadmins only."""
    user = save_user(body.given(), by=actor(request))
    return _answer(request, user, status=201, location=f"/api/v1/users/{user.username}")


@users.get("/{username}", response=UserOut, openapi_extra=read())
@signed_in
def get_a_user(request: ApiRequest, username: str) -> HttpResponse:
    """One person, by login name."""
    return _answer(request, _find(request, username))


@users.patch("/{username}", response={200: UserOut, 202: UserOut}, openapi_extra=changed(409))
@superadmin
def change_a_user(request: ApiRequest, username: str, body: UserChange) -> HttpResponse:
    """
    Change the given parts; superadmins only. 409 when no active superadmin would be left. 202 when a new company waits
    until the more than 10,000 companies that he owns can follow him; he has it when all have.
    """
    user = _find(request, username)
    changed = save_user(body.given(), by=actor(request), user=user, version=edited_version(request))
    return _answer(request, changed, status=202 if waiting(by=actor(request), user=user) else 200)


@profiles.get("", response=ProfileList, openapi_extra=listed(PROFILES))
@superadmin
def list_profiles(request: ApiRequest) -> HttpResponse:
    """The profiles; superadmins only."""
    rows = Profile.objects.all()  # unscoped: superadmins read all of them
    names = {"id": "id", "name": "name", "view": "can_view", "write": "can_write", "manage": "can_manage"}

    def render(row: Mapping[str, Any]) -> dict[str, Any]:
        return {word: row[column] for word, column in names.items()}

    return page_of(request, PROFILES, lambda: rows, counted=rows, columns=names.values(), render=render)


@profiles.post("", response={201: ProfileOut}, openapi_extra=made())
@superadmin
def create_a_profile(request: ApiRequest, body: ProfileNew) -> HttpResponse:
    """Make a profile; superadmins only."""
    profile = save_profile(body.given(), by=actor(request))
    shown = {"id": profile.pk} | profile_values(profile)
    return answer(shown, status=201, location=f"/api/v1/profiles/{profile.pk}")


@profiles.get("/{int:profile_id}", response=ProfileOut, openapi_extra=read())
@superadmin
def get_a_profile(request: ApiRequest, profile_id: int) -> HttpResponse:
    """One profile; superadmins only."""
    profile = _find_profile(profile_id)
    return answer({"id": profile.pk} | profile_values(profile))


@profiles.patch("/{int:profile_id}", response=ProfileOut, openapi_extra=described(404, 413, 422))
@superadmin
def change_a_profile(request: ApiRequest, profile_id: int, body: ProfileChange) -> HttpResponse:
    """Change the given parts; superadmins only."""
    profile = save_profile(body.given(), by=actor(request), profile=_find_profile(profile_id))
    return answer({"id": profile.pk} | profile_values(profile))


@profiles.delete("/{int:profile_id}", response={204: None}, openapi_extra=described(404, 409))
@superadmin
def delete_a_profile(request: ApiRequest, profile_id: int) -> HttpResponse:
    """Delete a profile that nobody has; superadmins only."""
    delete_profile(_find_profile(profile_id), by=actor(request))
    return nothing()


def _visible(request: ApiRequest):
    if access_of(request.user).is_superadmin:
        return User.objects.all()  # unscoped: superadmins see everybody
    return pickable_users(request.user)


def _find(request: ApiRequest, username: str) -> User:
    user = _visible(request).select_related("profile").filter(username__iexact=username[:60]).first()
    if user is None:
        raise NotFound(_("There is no such user."))
    return user


def _find_profile(profile_id: int) -> Profile:
    profile = Profile.objects.filter(pk=profile_id).first()  # unscoped: superadmins read all of them
    if profile is None:
        raise NotFound(_("There is no such profile."))
    return profile


def _answer(request: ApiRequest, user: User, **answered: Any) -> HttpResponse:
    values = {"id": user.pk} | values_of(user)
    names = PERSON + SETUP if access_of(request.user).is_superadmin else PERSON
    return answer({name: values[name] for name in names}, tag=user.version, **answered)
