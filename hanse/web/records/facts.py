"""Labels and values, as the page of a record lists them."""

from dataclasses import dataclass

# What a page of a record is given when only its header is to be drawn.
HEAD_ONLY = {"frame": "records/only_head.html", "swap": True}


@dataclass(frozen=True)
class Fact:
    """
    One label with its value; `kind` says how it is printed, `address` where it leads, `doubt` what looks wrong with it.

    `name` is the field that it can be changed by; empty where it cannot.
    """

    label: str
    value: str
    kind: str = "text"
    address: str = ""
    doubt: str = ""
    name: str = ""
