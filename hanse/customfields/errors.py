"""The refusals of this tool that carry more than a sentence."""

from hanse.foundation.errors import Refused


class HoldsValues(Refused):
    """Records hold values of the field that is to be deleted; `count` says how many, and confirms when it is repeated."""

    def __init__(self, message: str, *, count: int) -> None:
        super().__init__(message)
        self.count = count
