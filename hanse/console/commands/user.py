"""`hanse user`: creates or updates a user."""

import argparse
import sys
from typing import Any

from hanse.accounts.models import User
from hanse.companies.staff import find_company, save_user
from hanse.console.operator import HOUSE

NAME = "user"
HELP = "Create a user, or change what is given of one."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("login", metavar="LOGIN")
    parser.add_argument("--name", help="full name")
    parser.add_argument("--email", help="e-mail address")
    parser.add_argument(
        "--profile", help="name of the profile, such as Reader, Standard user, Manager, Support"
    )
    parser.add_argument(
        "--company", metavar="NAME_OR_ID", help="the company the user works for; empty for none"
    )
    parser.add_argument(
        "--superadmin", action=argparse.BooleanOptionalAction, help="may administer everything, or no longer"
    )
    parser.add_argument("--active", action=argparse.BooleanOptionalAction, help="may sign in, or no longer")
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from the first line of standard input",
    )


def run(args: argparse.Namespace) -> int:
    """Save the user and say what happened."""
    user = User.objects.filter(username__iexact=args.login).first()
    saved = save_user(_given(args, new=user is None), by=HOUSE, user=user)
    print(f"The user {saved.username} is {'changed' if user else 'made'}.")
    if not saved.has_usable_password():
        print(
            f"Without a password nobody can sign in yet. Set one: hanse user {saved.username} --password-stdin"
        )
    return 0


def _given(args: argparse.Namespace, *, new: bool) -> dict[str, Any]:
    values: dict[str, Any] = {
        "username": args.login if new else None,
        "full_name": args.name,
        "email": args.email,
        "profile": args.profile,
        "is_superadmin": args.superadmin,
        "is_active": args.active,
        "password": sys.stdin.readline().rstrip("\r\n") if args.password_stdin else None,
    }
    given = {name: value for name, value in values.items() if value is not None}
    if args.company is not None:
        given["company"] = find_company(args.company, by=HOUSE)
    return given
