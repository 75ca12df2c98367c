"""
What a room declares once of its API: the operations, and how its records are found by words.

The settings name the declarations (API_ROOMS), in the order of the document.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string
from ninja import Router

from hanse.accounts.access import Access, Right
from hanse.foundation.rooms import Room
from hanse.setup.models import Section


def _of_company(access: Access) -> str:
    return "company__name" if access.may(Right.VIEW, Section.COMPANIES) else ""


@dataclass(frozen=True)
class ApiRoom:
    """
    The operations of one room, at its name.

    `label` is the column by which a search names a record, `detail(access)` the one that tells it from others of the same
    name, "" where the person may not read that: for records of a company the name of their company.
    """

    room: Room
    router: Router
    label: str
    detail: Callable[[Access], str] = _of_company


@lru_cache(maxsize=1)
def api_rooms() -> Sequence[ApiRoom]:
    """Return every room at the API."""
    return tuple(import_string(name) for name in settings.API_ROOMS)
