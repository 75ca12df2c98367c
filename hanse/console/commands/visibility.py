"""`hanse visibility`: which sections are hidden, and from whom."""

import argparse

from hanse.accounts.models import Profile
from hanse.console.operator import HOUSE
from hanse.foundation.errors import NotFound
from hanse.setup.actions import hide_section, show_section
from hanse.setup.models import Section, VisibilityEntry

NAME = "visibility"
HELP = "List the hidden sections, hide one, or show one again."
SECTIONS = ", ".join(Section.values)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="list|hide|show", required=True)
    verbs.add_parser("list", help="what is hidden, and from whom")
    hide = verbs.add_parser("hide", help="hide a section from everyone but superadmins, or from one profile")
    hide.add_argument("section", metavar="SECTION", help=SECTIONS)
    hide.add_argument("--profile", help="hide it from the people of this profile only")
    show = verbs.add_parser("show", help="show a section again to everyone")
    show.add_argument("section", metavar="SECTION", help=SECTIONS)


def run(args: argparse.Namespace) -> int:
    """Do what was asked and say how it stands now."""
    if args.verb == "hide":
        hide_section(args.section, by=HOUSE, profile=_profile(args.profile))
    elif args.verb == "show":
        show_section(args.section, by=HOUSE)
    entries = VisibilityEntry.objects.select_related("profile").order_by("section", "profile__name")
    for entry in entries:
        print(f"{entry.section} is hidden from {entry.profile or 'everyone but superadmins'}")
    if not entries:
        print("No section is hidden.")
    return 0


def _profile(name: str | None) -> Profile | None:
    if name is None:
        return None
    profile = Profile.objects.filter(name__iexact=name).first()
    if profile is None:
        known = ", ".join(Profile.objects.order_by("name").values_list("name", flat=True))
        raise NotFound(f"There is no profile “{name}”. There are: {known}.")
    return profile
