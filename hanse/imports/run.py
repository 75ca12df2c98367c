"""What a room is told about the run that it decides for."""

import datetime
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.utils import timezone

from hanse.imports.ledger import Ledger
from hanse.journal.actor import Actor


@dataclass
class Run:
    """
    One check or one run of an import.

    `dry` decides without writing: what would be new gets ids below zero, and the ledger remembers it for later rows.
    `replaying` goes over rows that a killed run has written already: nothing of them may be written again.
    `source` names the system whose ids the file holds, `targets` which columns there are.
    """

    by: Actor
    file_id: int
    dry: bool
    source: str
    targets: frozenset[str]
    ledger: Ledger
    replaying: bool = False

    def __post_init__(self) -> None:
        self._imagined = count(-1, -1)

    @property
    def user(self) -> Any:
        """The person whose rights decide."""
        return self.by.user

    def now(self) -> datetime.datetime:
        """Return the moment that a chunk writes into its rows."""
        return timezone.now()

    def imagined_id(self) -> int:
        """Return an id for what a dry run would make."""
        return next(self._imagined)
