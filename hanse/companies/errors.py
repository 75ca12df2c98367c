"""The refusals of this room that carry more than a sentence."""

from hanse.foundation.errors import Refused


class WouldLoseSight(Refused):
    """The person would no longer see the company after his own change, and has not confirmed that he wants this."""
