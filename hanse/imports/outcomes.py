"""A row on its way in, and what is decided about it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hanse.foundation.errors import Problem


class Result(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ERROR = "error"


@dataclass(slots=True)
class Row:
    """
    One row of the file, its cells already at their targets: `given` holds raw text for every mapped column.

    `ours` tells that its id is one of this installation; `note` what was done to read it, `put_in` where a cell was added
    for that (-1: nowhere).
    """

    number: int
    cells: list[str]
    given: dict[str, str]
    ours: bool = False
    note: str = ""
    put_in: int = -1
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Verdict:
    """
    What a room decided about a row.

    `changes` is {target: [old, new]} of an update, `also` what it makes besides ({"contacts": 1}); `doubts` are sentences
    that keep nothing from happening.
    """

    row: Row
    result: Result
    label: str = ""
    record_id: int | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    also: dict[str, int] = field(default_factory=dict)
