"""One-time links: to set a password after an invitation or a reset, and to make the first superadmin."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.utils import timezone

from hanse.accounts.errors import LinkSpent
from hanse.accounts.models import OneTimeLink, User
from hanse.accounts.querysets import superadmin_exists

Purpose = OneTimeLink.Purpose
LIFETIME = datetime.timedelta(days=3)
_PATHS = {Purpose.INVITATION: "welcome", Purpose.RESET: "welcome", Purpose.FIRST: "first"}


def make_link(purpose: Purpose, user: User | None = None) -> str:
    """Return the path of a new link; earlier ones for the same purpose die. Only the SHA-256 is kept."""
    OneTimeLink.objects.filter(purpose=purpose, user=user).delete()
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        purpose=purpose, user=user, digest=_digest(token), expires_at=timezone.now() + LIFETIME
    )
    return f"/{_PATHS[purpose]}/{token}/"


def make_first_link() -> str | None:
    """Return the path that makes the first superadmin; None once there is one."""
    return None if superadmin_exists() else make_link(Purpose.FIRST)


def find_link(token: str, *purposes: Purpose, lock: bool = False) -> OneTimeLink:
    """
    Return the living link of `token`; with `lock` nobody else can use it until the transaction ends.

    :raises LinkSpent: when it was used, has run out or never was, and for a person who has been deactivated.
    """
    links = OneTimeLink.objects.select_for_update(of=("self",)) if lock else OneTimeLink.objects
    link = (
        links.filter(digest=_digest(token), purpose__in=purposes, expires_at__gt=timezone.now())
        .select_related("user")
        .first()
    )
    if link is None or (link.user is not None and not link.user.is_active):
        raise LinkSpent
    if link.purpose == Purpose.FIRST and superadmin_exists():
        raise LinkSpent
    return link


def absolute(path: str) -> str:
    """Return the full address of `path`: from the setting only, never from what a request says about itself."""
    return settings.BASE_URL + path


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
