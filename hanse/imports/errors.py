"""The refusals of this tool that carry more than a sentence."""

from hanse.foundation.errors import Refused


class Unreadable(Refused):
    """The file cannot be read as a table; `message` says why and what to do."""


class TooLarge(Refused):
    """The file is larger than this installation takes."""


class Overtaken(Exception):
    """Somebody changed what a chunk was decided on; it has to be decided again."""
