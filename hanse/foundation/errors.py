"""
Every "no" that a rule can say. Doors translate each kind once.

    DomainError
    ├── NotFound        the record does not exist, or the person may not know of it      404
    ├── Forbidden       it may be seen, not changed                                      403
    ├── Invalid         fields with problems, each with its remedy                       422 (web: the form again)
    ├── Refused         the state of things does not allow it                            409
    └── Stale           somebody else saved meanwhile                                    412 (web: was / yours / theirs)
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One field that cannot be taken as it is; `message` says what to do."""

    field: str
    message: str


class DomainError(Exception):
    """A rule said no; `message` is fit for the person who asked."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NotFound(DomainError):
    """Not there, or not to be known of."""


class Forbidden(DomainError):
    """Visible, but not to be changed by this person."""


class Refused(DomainError):
    """The state of the records does not allow this."""


class Stale(DomainError):
    """The record has a newer version than the one that was edited."""

    def __init__(self, message: str = "", *, current: int = 0) -> None:
        super().__init__(message)
        self.current = current


class Invalid(DomainError):
    """Some fields have problems; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))


class BadValue(ValueError):
    """A cleaner's refusal of one value; carries the sentence for the field."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = str(message)
