"""Who acts, and through which door: handed to every action, so that no rule ever asks for a current user."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Door(StrEnum):
    """The ways into the house."""

    WEB = "web"
    API = "api"
    CONSOLE = "console"
    IMPORT = "import"
    MAIL = "mail"
    JOB = "job"


@dataclass(frozen=True)
class Actor:
    """`user` is None for the house itself (schedules, the console of an operator)."""

    user: Any
    door: Door
    request_id: str = ""
    batch: int | None = None

    def within(self, batch: int, door: "Door | None" = None) -> "Actor":
        """Return the same person acting as part of a batch, such as an import."""
        return replace(self, batch=batch, door=door or self.door)

    @property
    def may_administer(self) -> bool:
        """True for an active superadmin, and for the house itself: an operator at the console, a schedule."""
        if self.user is None:
            return self.door in {Door.CONSOLE, Door.JOB}
        return self.user.is_active and self.user.is_superadmin
