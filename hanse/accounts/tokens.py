"""
Bearer tokens: what programs sign in with.

The token itself is shown once; only its SHA-256 and its first characters are kept. It is 256 bits of chance, so a
plain hash is as good as a slow one and costs a program nothing per request.
"""

import datetime
import hashlib
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.accounts.access import access_of
from hanse.accounts.models import Token, User
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Problem
from hanse.foundation.text import clean_line
from hanse.journal.actor import Actor, Door
from hanse.journal.recording import diff, record

KIND = "token"
MARK = "hanse_"
MOST_DAYS = 3650
# How stale "last used" may be: a busy program must not write at every request.
USED_EVERY = datetime.timedelta(minutes=1)

HOUSE = Actor(user=None, door=Door.CONSOLE)


@transaction.atomic
def make_token(
    user: User,
    name: str,
    *,
    read_only: bool = False,
    days: int | None = None,
    scopes: Sequence[str] = (),
    by: Actor = HOUSE,
) -> tuple[Token, str]:
    """
    Make a token for `user` and return it with its text, which nobody can read again.

    `days` is how long it is good for, None for ever; `scopes` empty is everything that the user may do.

    :raises Forbidden: unless the user himself, a superadmin or the house asks.
    :raises Invalid: without a name, or for days that make no sense.
    """
    if by.user is not None and by.user.pk != user.pk and not access_of(by.user).is_superadmin:
        raise Forbidden(_("You may make tokens for yourself only."))
    name = clean_line(name)[:100]
    problems = [] if name else [Problem("name", _("Name is required."))]
    if days is not None and not 1 <= days <= MOST_DAYS:
        problems.append(Problem("days", _("Write a whole number from 1 to %s.") % MOST_DAYS))
    if problems:
        raise Invalid(problems)
    text = MARK + secrets.token_urlsafe(32)
    now = timezone.now()
    token = Token.objects.create(
        user=user,
        name=name,
        prefix=text[:12],
        digest=_digest(text),
        read_only=read_only,
        scopes=list(scopes),
        expires_at=now + datetime.timedelta(days=days) if days else None,
    )
    record(
        "created", kind=KIND, record_id=token.pk, label=str(token), by=by, fields=diff({}, _values(token))
    )  # fmt: skip
    return token, text


def find_token(text: str) -> Token | None:
    """Return the token with its user, ready for the access rules; None unless it is known, fresh and its user active."""
    if not text.startswith(MARK) or len(text) > 100:
        return None
    # The digest alone is asked for: this runs before every request of a program.
    known = Token.objects.select_related("user__profile", "user__company").filter(digest=_digest(text))
    token = next(iter(known), None)
    now = timezone.now()
    if token is None or not token.user.is_active or (token.expires_at and token.expires_at <= now):
        return None
    if token.last_used_at is None or now - token.last_used_at > USED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


@transaction.atomic
def revoke_token(token: Token, *, by: Actor = HOUSE) -> None:
    """
    End a token at once.

    :raises NotFound: unless its user, a superadmin or the house asks; to others it does not exist.
    """
    if by.user is not None and by.user.pk != token.user_id and not access_of(by.user).is_superadmin:
        raise NotFound(_("There is no such token."))
    _end(token, by)


@transaction.atomic
def revoke_tokens(user: User, *, by: Actor = HOUSE) -> int:
    """End all tokens of `user`, as when his password changes; return how many. The caller has authorised it."""
    tokens = list(Token.objects.select_for_update().filter(user=user))
    for token in tokens:
        _end(token, by)
    return len(tokens)


def _end(token: Token, by: Actor) -> None:
    record(
        "deleted", kind=KIND, record_id=token.pk, label=str(token), by=by, fields=diff(_values(token), {})
    )  # fmt: skip
    token.delete()


def _values(token: Token) -> dict:
    return {
        "user": token.user.username,
        "name": token.name,
        "read_only": token.read_only,
        "scopes": list(token.scopes),
        "expires_at": token.expires_at,
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
