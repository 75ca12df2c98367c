"""Questions about people and profiles that more than one door asks."""

import re

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from hanse.accounts.models import Profile, Token, User
from hanse.foundation.errors import NotFound
from hanse.foundation.text import fold


def users_for_setup(*, search: str = "", state: str = "", profile: int | None = None) -> QuerySet[User]:
    """Return the users for the list of the superadmins; `state` is active, inactive or superadmin."""
    users = User.objects.select_related("profile", "company")
    for word in search[:200].split()[:8]:
        users = users.filter(
            Q(username__icontains=word) | Q(full_name__icontains=word) | Q(email__icontains=word)
        )
    narrowed = {
        "active": Q(is_active=True),
        "inactive": Q(is_active=False),
        "superadmin": Q(is_superadmin=True),
    }
    if state in narrowed:
        users = users.filter(narrowed[state])
    return users.filter(profile=profile) if profile is not None else users


def profiles_with_counts() -> QuerySet[Profile]:
    """Return all profiles by name, each with `people`: how many users have it."""
    return Profile.objects.annotate(people=Count("users")).order_by("name")


def superadmin_exists() -> bool:
    """Tell whether somebody may set the installation up."""
    return User.objects.filter(is_superadmin=True, is_active=True).exists()


def free_login(email: str) -> str:
    """Return a login name that nobody has, made from the part of an address before the @."""
    stem = re.sub(r"[^a-z0-9._+-]+", "", fold(email.partition("@")[0]))[:50].strip("._+-") or "user"
    taken = {
        name.lower()
        for name in User.objects.filter(username__istartswith=stem).values_list("username", flat=True)
    }
    number = 1
    candidate = stem
    while candidate in taken:
        number += 1
        candidate = f"{stem}{number}"
    return candidate


def tokens_of(user: User) -> QuerySet[Token]:
    """Return the API tokens of `user`, the newest first."""
    return Token.objects.filter(user=user).order_by("-pk")


def active_people() -> int:
    """Return how many people can sign in."""
    return User.objects.filter(is_active=True).count()


def get_user(user_id: int) -> User:
    """
    Return a user with profile and company, for doors that let only superadmins in.

    :raises NotFound: when there is none.
    """
    user = (
        User.objects.select_related("profile", "company").filter(pk=user_id).first()
        if _fits(user_id)
        else None
    )
    if user is None:
        raise NotFound(_("There is no such user."))
    return user


def get_profile(profile_id: int) -> Profile:
    """
    Return a profile.

    :raises NotFound: when there is none.
    """
    profile = Profile.objects.filter(pk=profile_id).first() if _fits(profile_id) else None
    if profile is None:
        raise NotFound(_("There is no such profile."))
    return profile


def _fits(pk: int) -> bool:
    return pk < 2**63
