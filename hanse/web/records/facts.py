"""Labels and values, as the page of a record lists them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """One label with its value; `kind` says how it is printed, `address` where it leads, `doubt` what looks wrong with it."""

    label: str
    value: str
    kind: str = "text"
    address: str = ""
    doubt: str = ""
