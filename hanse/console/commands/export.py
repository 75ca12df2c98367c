"""`hanse export`: the records of a room as CSV or XLSX, to standard output."""

import argparse
import io
import sys
from typing import cast
from urllib.parse import parse_qs

from hanse.console.acting import acting_as, add_as
from hanse.foundation.errors import Refused
from hanse.foundation.exporting import csv_text, write_xlsx
from hanse.foundation.rooms import rooms
from hanse.imports.exports import Outgoing

NAME = "export"
HELP = "Write companies or contacts to standard output."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    names = [room.name for room in rooms()]
    parser.add_argument("kind", metavar="KIND", choices=names, help=", ".join(names))
    add_as(parser)
    parser.add_argument("--format", choices=["csv", "xlsx"], default="csv")
    parser.add_argument(
        "--filter", metavar="QUERY", default="", help="as in the address of the list: country=ES&search=bank"
    )


def run(args: argparse.Namespace) -> int:
    """Write what the user may see, as filtered."""
    by = acting_as(args.login)
    out = Outgoing(args.kind, parse_qs(args.filter.lstrip("?"), keep_blank_values=True), by=by)
    if args.format == "xlsx":
        if sys.stdout.isatty():
            raise Refused("An XLSX file would not do the terminal good; redirect it into a file.")
        write_xlsx(sys.stdout.buffer, out.header, out.rows(), title=args.kind)
        return 0
    cast(io.TextIOWrapper, sys.stdout).reconfigure(encoding="utf-8", newline="")
    for piece in csv_text(out.header, out.rows()):
        sys.stdout.write(piece)
    return 0
