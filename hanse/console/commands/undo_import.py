"""`hanse undo-import`: takes an import back as far as nobody has touched its records since."""

import argparse
import json

from hanse.console.acting import acting_as, add_as
from hanse.imports.actions import undo_import
from hanse.imports.models import Import
from hanse.imports.summary import undo_summary

NAME = "undo-import"
HELP = "Take an import back: delete what it made, restore what it changed."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("id", metavar="ID", type=int, help="the number of the import")
    add_as(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Undo, and say what stays."""
    by = acting_as(args.login)
    about = undo_summary(undo_import(Import.objects.get_visible(by.user, args.id), by=by))
    if args.json:
        print(json.dumps(about, ensure_ascii=False))
        return 0
    print(f"Import {args.id}: {about['restored']} restored, {about['deleted']} deleted.")
    for conflict in about["conflicts"]:
        print(
            f"Left as it is: {conflict['kind']} {conflict['record_id']} “{conflict['label']}”. {conflict['message']}"
        )
    return 0
