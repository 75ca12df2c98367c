"""`hanse token`: prints a new bearer token and nothing else."""

import argparse

from hanse.accounts.tokens import make_token
from hanse.console.operator import HOUSE, find_user

NAME = "token"
HELP = "Make a bearer token for a user and print it; it is shown this once."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("login", metavar="LOGIN")
    parser.add_argument("--name", default="Command line", help="what the token is called in the user's list")
    parser.add_argument("--read-only", action="store_true", help="a token that changes nothing")
    parser.add_argument("--days", type=int, help="how many days it is good for; without end when not given")


def run(args: argparse.Namespace) -> int:
    """Make the token and print it."""
    user = find_user(args.login)
    _token, text = make_token(user, args.name, read_only=args.read_only, days=args.days, by=HOUSE)
    print(text)
    return 0
