"""A brake on what a stranger may ask for without signing in."""

from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600


def too_many(request: HttpRequest, what: str, *, most: int) -> bool:
    """Count one more request of this address for `what`; tell whether it asked more than `most` times in an hour."""
    key = f"brake:{what}:{request.META.get('REMOTE_ADDR', '')}"
    if cache.add(key, 1, HOUR):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:
        # It ran out between the two lines.
        return False
