"""What a view has in its hands: the person, and who is acting for the journal."""

from django.http import HttpRequest

from hanse.journal.actor import Actor, Door


def actor(request: HttpRequest) -> Actor:
    """Return the signed-in person as the journal will know him."""
    return Actor(user=request.user, door=Door.WEB, request_id=request.id)


def query(request: HttpRequest) -> dict[str, list[str]]:
    """Return the query string as lists, as `Table.narrow` reads it."""
    return {name: request.GET.getlist(name) for name in request.GET}
