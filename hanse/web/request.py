"""What a view has in its hands: the person, and who is acting for the journal."""

from typing import cast

from django.http import HttpRequest

from hanse.accounts.models import User
from hanse.foundation.text import clean_line
from hanse.journal.actor import Actor, Door


def actor(request: HttpRequest) -> Actor:
    """Return the signed-in person as the journal will know him."""
    return Actor(user=request.user, door=Door.WEB, request_id=request.id)


def person(request: HttpRequest) -> User:
    """Return the signed-in person, in a view whose policy lets nobody else in."""
    return cast(User, request.user)


def query(request: HttpRequest) -> dict[str, list[str]]:
    """Return the query string as lists, as `Table.narrow` reads it; control characters are no part of any value."""
    return {name: [clean_line(value) for value in request.GET.getlist(name)] for name in request.GET}
