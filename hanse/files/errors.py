"""The refusals of this tool that carry more than a sentence."""

from django.core.exceptions import RequestDataTooBig

from hanse.foundation.errors import DomainError, Refused


class TooLarge(DomainError):
    """The file is larger than one may be, or than what is left of a quota."""


class CannotKeep(DomainError):
    """The place where files are kept is full or cannot be reached; nothing was kept."""


class OutOfReach(Refused):
    """A file that is listed cannot be read just now."""


class UploadRefused(RequestDataTooBig):
    """
    A body whose files cannot be received; `message` says why, `status` is the answer of a door.

    Django ends the reading of a request with exceptions of its own kind only.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.message, self.status = message, status
