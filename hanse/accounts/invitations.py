"""Coming in by a one-time link: invitation, reset, and the first superadmin of an installation."""

import hashlib
from collections.abc import Mapping
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from hanse.accounts.actions import lay_user, require_superadmin, set_password
from hanse.accounts.letters import send_invitation
from hanse.accounts.links import Purpose, find_link, make_link
from hanse.accounts.models import OneTimeLink, User
from hanse.accounts.tasks import mail_reset
from hanse.foundation.errors import Refused
from hanse.foundation.text import fold
from hanse.jobs.queue import enqueue_waiting_once
from hanse.journal.actor import Actor, Door
from hanse.journal.recording import record

FIRST_PROFILE = "Manager"


@transaction.atomic
def invite(user: User, *, by: Actor) -> None:
    """
    Write to `user` with a link to choose a password; an earlier link dies.

    :raises Forbidden: unless a superadmin or the operator's console asks.
    :raises Refused: when he is not active or has no address.
    """
    require_superadmin(by)
    if not user.is_active:
        raise Refused(_("%s is not active. Make the user active first.") % user)
    if not user.email:
        raise Refused(_("%s has no e-mail address. Add one first.") % user)
    send_invitation(user, make_link(Purpose.INVITATION, user), inviter=str(by.user) if by.user else "")
    record("invited", kind="user", record_id=user.pk, label=str(user), by=by)


def request_reset(text: str) -> None:
    """
    Let the people whom `text` names, by login or address, have a link to choose a new password.

    Whether there are any is found out by a job: the answer, and the time it takes, is the same for every text.
    """
    key = hashlib.sha256(fold(text).encode()).hexdigest()[:32]
    enqueue_waiting_once(mail_reset, f"reset:{key}", text[:254])


@transaction.atomic
def accept_link(token: str, password: str, *, request_id: str = "") -> User:
    """
    Set the password of the person whom an invitation or reset was made for; his sessions and tokens of before end.

    :raises LinkSpent: when the link was used or has run out.
    :raises Invalid: for an empty or weak password; the link stays good.
    """
    link = find_link(token, Purpose.INVITATION, Purpose.RESET, lock=True)
    by = Actor(user=link.user, door=Door.WEB, request_id=request_id)
    # Only the link of the first superadmin is nobody's.
    user = set_password(cast(User, link.user), password, by=by)
    OneTimeLink.objects.filter(user=user).delete()
    return user


@transaction.atomic
def make_first_superadmin(token: str, raw: Mapping[str, Any], *, request_id: str = "") -> User:
    """
    Make the first superadmin of an installation.

    :raises LinkSpent: when the link has run out, or there is a superadmin already.
    :raises Invalid: naming every field with a problem; the link stays good.
    """
    link = find_link(token, Purpose.FIRST, lock=True)
    values = {"profile": FIRST_PROFILE} | dict(raw) | {"is_superadmin": True, "is_active": True}
    user = lay_user(values, by=Actor(user=None, door=Door.WEB, request_id=request_id))
    link.delete()
    return user
