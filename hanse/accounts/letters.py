"""What we write to people about their login: in their language, as text and as HTML, through the durable queue."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from hanse.accounts.links import LIFETIME, absolute
from hanse.accounts.models import User
from hanse.mail.outbox import send


def send_invitation(user: User, path: str, *, inviter: str) -> None:
    """Write to `user` that he may choose a password at `path`; part of the caller's transaction."""
    _write(user, "invitation", path, lambda: _("Your login to Hanse"), inviter=inviter)


def send_reset(user: User, path: str) -> None:
    """Write to `user` that he may choose a new password at `path`; part of the caller's transaction."""
    _write(user, "reset", path, lambda: _("Choose a new password for Hanse"))


def _write(user: User, name: str, path: str, subject, **more: str) -> None:
    with translation.override(user.language):
        about = {
            "user": user,
            "link": absolute(path),
            "home": settings.BASE_URL,
            "days": LIFETIME.days,
            "language": user.language,
        } | more
        send(
            to=user.email,
            subject=subject(),
            text=render_to_string(f"letters/{name}.txt", about),
            html=render_to_string(f"letters/{name}.html", about),
            kind=name,
        )
