"""
What a person may do at all, read once per request: profile, hidden sections, and the company he works for.

The rules about records stand on this in `companies/querysets.py`; this file knows no record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hanse.foundation.rooms import rooms
from hanse.setup.models import Section, VisibilityEntry

Entries = list[tuple[str, int | None]]


class Right(StrEnum):
    """The CRM permissions of a profile; manage implies write, write implies view."""

    VIEW = "view"
    WRITE = "write"
    MANAGE = "manage"


@dataclass(frozen=True)
class Access:
    """The rights of one person at one moment: everything the record rules need to know about him."""

    user_id: int
    is_superadmin: bool
    rights: frozenset[Right]
    hidden: frozenset[str]
    company_id: int | None
    # What the paths of the companies below his own start with: "1/57/"; None without a company.
    prefix: str | None

    def may(self, right: Right, section: str = Section.COMPANIES) -> bool:
        """Tell whether the person has `right` in `section`; a hidden section leaves no right (rule A2)."""
        if self.is_superadmin:
            return True
        return right in self.rights and Section.CRM not in self.hidden and section not in self.hidden


def pin(user) -> None:
    """
    Let this user object answer from one reading of its rights.

    Doors call it when a request begins, so that rights are read once per request. Unpinned objects (jobs, commands,
    tests) read anew at every question.
    """
    user._pinned = {}


def pinned(user, name: str, read: Callable[[], Any]) -> Any:
    """Return `read()`, remembered for the rest of the request when the user object is pinned."""
    memory = getattr(user, "_pinned", None)
    if memory is None:
        return read()
    if name not in memory:
        memory[name] = read()
    return memory[name]


def access_of(user) -> Access:
    """Return what `user` may do now."""
    return pinned(user, "access", lambda: _read(user if hasattr(user, "_pinned") else _fresh(user)))


def entries_of(user) -> Entries:
    """Return what is hidden, read once per request of `user`."""
    return pinned(user, "entries", visibility_entries)


def _read(user) -> Access:
    return read_access(user, None if user.is_superadmin else entries_of(user))


def hidden_kinds(user) -> list[str]:
    """Return the kinds of records, in the words of the journal, that do not exist for `user`."""
    access = access_of(user)
    return [room.kind for room in rooms() if not access.may(Right.VIEW, room.section)]


def _fresh(user):
    return type(user)._default_manager.select_related("profile", "company").get(pk=user.pk)


def read_access(user, entries: Entries | None = None) -> Access:
    """Return what `user` may do now; `entries` saves a query per person. An inactive user may do nothing."""
    active = user.is_active
    company = user.company
    return Access(
        user_id=user.pk,
        is_superadmin=active and user.is_superadmin,
        rights=profile_rights(user.profile) if active else frozenset(),
        hidden=frozenset() if user.is_superadmin else hidden_sections(user.profile_id, entries),
        company_id=company.pk if company else None,
        prefix=(company.path or f"{company.pk}/") if company else None,
    )


def profile_rights(profile) -> frozenset[Right]:
    """Return the rights that a profile grants."""
    granted = {Right.VIEW: profile.can_view, Right.WRITE: profile.can_write, Right.MANAGE: profile.can_manage}
    return frozenset(right for right, has in granted.items() if has)


def visibility_entries() -> Entries:
    """Return every (section, profile or None for everyone) that is hidden."""
    return list(VisibilityEntry.objects.values_list("section", "profile_id"))


def hidden_sections(profile_id: int | None, entries: Entries | None = None) -> frozenset[str]:
    """Return the sections hidden from everyone, or from this profile."""
    entries = visibility_entries() if entries is None else entries
    return frozenset(section for section, profile in entries if profile is None or profile == profile_id)
