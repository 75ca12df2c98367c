"""Who acts, and through which door: handed to every action, so that no rule ever asks for a current user."""

import uuid
from dataclasses import dataclass, field, replace
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
    """
    `user` is None for the house itself (schedules, the console of an operator).

    What one person does under one `request_id` is a step, which can be undone as a whole. While he takes something
    back, the journal says so: what he makes is "restored", what he changes is "undone".
    """

    user: Any
    door: Door
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    batch: int | None = None
    takes_back: bool = False

    def within(self, batch: int, door: "Door | None" = None) -> "Actor":
        """Return the same person acting as part of a batch, such as an import."""
        return replace(self, batch=batch, door=door or self.door)

    def taking_back(self) -> "Actor":
        """Return the same person on the way back to what was before."""
        return replace(self, takes_back=True)

    @property
    def may_administer(self) -> bool:
        """True for an active superadmin, and for the house itself: an operator at the console, a schedule."""
        if self.user is None:
            return self.door in {Door.CONSOLE, Door.JOB}
        return self.user.is_active and self.user.is_superadmin
