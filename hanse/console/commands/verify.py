"""`hanse verify`: says what in the database does not hold."""

import argparse
from collections.abc import Iterator

from hanse.companies.checks import wrong_companies
from hanse.companies.models import Company
from hanse.contacts.checks import wrong_contacts
from hanse.contacts.models import Contact
from hanse.files.checks import wrong_files
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
    print(f"All is well: {Company.objects.count()} companies and {Contact.objects.count()} contacts checked.")
    return 0


def _wrong() -> Iterator[str]:
    yield from wrong_companies()
    yield from wrong_contacts()
    yield from wrong_files()
    for model in (Company, Contact):
        yield from wrong_index(model._meta.db_table)
