"""Who acts when an operator types a command: the house itself, by the console's door."""

from hanse.accounts.models import User
from hanse.foundation.errors import NotFound
from hanse.journal.actor import Actor, Door

HOUSE = Actor(user=None, door=Door.CONSOLE)


def find_user(login: str) -> User:
    """
    Return the user with this login name, case ignored.

    :raises NotFound: when there is none.
    """
    try:
        return User.objects.get_by_natural_key(login)
    except User.DoesNotExist:
        raise NotFound(f"There is no user “{login}”. Make one with: hanse user {login}") from None


def acting_as(login: str) -> Actor:
    """
    Return the user with this login name as the one who acts.

    :raises NotFound: when there is none, or he is not active.
    """
    user = find_user(login)
    if not user.is_active:
        raise NotFound(f"The user “{login}” is not active.")
    return Actor(user=user, door=Door.CONSOLE)
