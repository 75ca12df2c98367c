"""`hanse verify`: says what in the database does not hold."""

import argparse
from collections.abc import Iterator

from hanse.files.checks import wrong_files
from hanse.foundation.rooms import rooms
from hanse.search.checks import wrong_index

NAME = "verify"
HELP = "Check everything that is derived or must agree, and say what does not."
MOST_SHOWN = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(args: argparse.Namespace) -> int:
    """Print a line for everything wrong; 1 when there is something."""
    count = 0
    for count, sentence in enumerate(_wrong(), start=1):
        if count <= MOST_SHOWN:
            print(sentence)
    if count > MOST_SHOWN:
        print(f"… and {count - MOST_SHOWN} more.")
    if count:
        return 1
    counts = " and ".join(f"{room.rows().count()} {room.name}" for room in rooms())
    print(f"All is well: {counts} checked.")
    return 0


def _wrong() -> Iterator[str]:
    for room in rooms():
        yield from room.wrong()
        yield from wrong_index(room.model._meta.db_table)
    yield from wrong_files()
