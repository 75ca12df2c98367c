"""Whose rights a command uses: `--as LOGIN`."""

import argparse

from hanse.accounts.models import User
from hanse.foundation.errors import Refused
from hanse.journal.actor import Actor, Door


def add_as(parser: argparse.ArgumentParser) -> None:
    """Declare `--as LOGIN`."""
    parser.add_argument(
        "--as", dest="login", metavar="LOGIN", required=True, help="the user whose rights decide"
    )


def acting_as(login: str) -> Actor:
    """
    Return that user as the journal will know him, at the console.

    :raises Refused: when there is no active user of that name.
    """
    user = (
        User.objects.select_related("profile", "company")
        .filter(username__iexact=login, is_active=True)
        .first()
    )
    if user is None:
        raise Refused(f"There is no active user “{login}”.")
    return Actor(user, Door.CONSOLE)
