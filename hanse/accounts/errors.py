"""The refusals of this room that carry more than a sentence."""

from hanse.foundation.errors import NotFound, Refused


class LinkSpent(NotFound):
    """A one-time link that was used, has run out, or never was; all three look the same."""


class LastSuperadmin(Refused):
    """Nobody would be left who may set the installation up."""
