"""`hanse migrate`: creates or upgrades the database."""

import argparse

from hanse.console.migrations import migrate, waiting

NAME = "migrate"
HELP = "Create the database, or bring it to this version."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(args: argparse.Namespace) -> int:
    """Apply what waits and say how much it was."""
    count = len(waiting())
    migrate()
    print(f"The database is up to date ({count} steps applied)." if count else "The database is up to date.")
    return 0
