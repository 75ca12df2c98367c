"""`hanse demo`: fills an empty database with demo data and prints the logins."""

import argparse

from hanse.console.demo.filling import fill, is_empty
from hanse.console.demo.logins import LOGINS, PASSWORD, demo_logins
from hanse.console.migrations import prepare_database

NAME = "demo"
HELP = "Fill an empty database with demo data, and print the logins."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(args: argparse.Namespace) -> int:
    """Fill when there is nothing yet; say what there is to sign in with."""
    prepare_database(may_migrate=True)
    if is_empty():
        fill()
        logins = list(LOGINS)
    else:
        logins = demo_logins()
    if logins:
        print(f"Demo logins, all with the password {PASSWORD}: {', '.join(logins)}")
    else:
        print("This database holds data of your own, so no demo data was added.")
    return 0
