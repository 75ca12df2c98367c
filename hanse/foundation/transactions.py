"""One transaction per action; an action that lost against a simultaneous one is run again."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from hanse.foundation.errors import Refused

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3
# Deadlock, serialization failure: PostgreSQL undid this transaction so that the other one could go on.
LOST = {"40P01", "40001"}


def in_one_transaction(action: Callable[P, R]) -> Callable[P, R]:
    """
    Run `action` in one transaction, part of the caller's when there is one.

    Two people who change the same records at once may block each other; the database then undoes one of the two. That
    one runs again, from reading what the other wrote, and only after that is refused in words.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            with transaction.atomic():
                return action(*args, **kwargs)
        for _attempt in range(TRIES):
            try:
                with transaction.atomic():
                    return action(*args, **kwargs)
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", None) not in LOST:
                    raise
        raise Refused(_("Somebody else is changing the same records right now. Try again in a moment."))

    return run
