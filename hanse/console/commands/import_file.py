"""`hanse import`: a file of companies or contacts, in the foreground."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from hanse.console.acting import acting_as, add_as
from hanse.foundation.errors import Refused
from hanse.imports.actions import check_import, run_import, start_import
from hanse.imports.kinds import all_kinds
from hanse.imports.models import Import
from hanse.imports.summary import summary

NAME = "import"
HELP = "Import companies or contacts from a CSV or XLSX file."
SHOWN = 20
PIECE = 1024 * 1024
DONE, REJECTS, REFUSED = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    names = [kind.name for kind in all_kinds()]
    parser.add_argument("kind", metavar="KIND", choices=names, help=", ".join(names))
    parser.add_argument("file", metavar="FILE", help="a .csv or .xlsx file; - reads standard input")
    add_as(parser)
    parser.add_argument(
        "--source", metavar="NAME", default="", help="the system that the ids in the file come from"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would become of each row")
    parser.add_argument(
        "--all-or-nothing", action="store_true", help="import nothing when any row has a problem"
    )
    parser.add_argument(
        "--delimiter", metavar="D", default="", help="what separates cells; guessed when left out"
    )
    parser.add_argument("--encoding", metavar="E", default="", help="guessed when left out")
    parser.add_argument("--map", metavar="FILE.json", help="where columns go: {heading: target or null}")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Import, or only check, and say what came of it."""
    by = acting_as(args.login)
    options: dict[str, Any] = {
        "source": args.source,
        "delimiter": args.delimiter,
        "encoding": args.encoding,
        "all_or_nothing": args.all_or_nothing,
    } | (_read_map(args.map) if args.map else {})
    with _opened(args.file) as stream:
        content = iter(lambda: stream.read(PIECE), b"")
        name = "standard input" if args.file == "-" else Path(args.file).name
        file = start_import(args.kind, content, name, options, by=by)
    file = check_import(file, by=by) if args.dry_run else run_import(file, by=by)
    about = summary(file)
    if args.json:
        print(json.dumps(about, ensure_ascii=False))
    else:
        _tell(about, dry=args.dry_run)
    if file.state == Import.State.REFUSED:
        print(file.message, file=sys.stderr)
        return REFUSED
    return REJECTS if file.rejected else DONE


def _read_map(path: str) -> dict[str, Any]:
    """Return the options of a map file: {"columns": …, "values": …, "header": …}, or only the columns."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise Refused(f"{path} is not JSON: {error}.") from error
    if not isinstance(data, dict):
        raise Refused(f"{path} must hold an object of headings and where they go.")
    if set(data) <= {"columns", "values", "header"} and not isinstance(data.get("columns", {}), str):
        return data
    return {"columns": data}


def _opened(path: str):
    if path == "-":
        return sys.stdin.buffer
    try:
        return open(path, "rb")
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error


def _tell(about: dict[str, Any], *, dry: bool) -> None:
    words = (
        ("would be new", "would change", "same", "have problems")
        if dry
        else ("new", "changed", "same", "rejected")
    )
    counts = (about["created"], about["updated"], about["unchanged"], about["rejected"])
    print(
        f"Import {about['import_id']}: {about['rows']} rows, "
        + ", ".join(f"{n} {w}" for n, w in zip(counts, words, strict=True))
    )
    for word, count in about["also"].items():
        print(f"{count} {word} beside them")
    if about["unmapped"]:
        print(
            f"Not imported: {', '.join(about['unmapped'])}. Make custom fields with these names to keep them."
        )
    for note in about["notes"]:
        print(note)
    for warning in about["warnings"]:
        print(f"{warning['rows']} rows (first: {warning['first_row']}): {warning['message']}")
    for error in about["errors"][:SHOWN]:
        where = f"row {error['row']}" + (f", {error['column']}" if error["column"] else "")
        value = f" “{error['value'][:60]}”" if error["value"] else ""
        print(f"{where}{value}: {error['message']}", file=sys.stderr)
    if len(about["errors"]) > SHOWN:
        print(f"… and {len(about['errors']) - SHOWN} more; --json prints all.", file=sys.stderr)
    if not dry and about["created"] + about["updated"]:
        print(f"Undo: hanse undo-import {about['import_id']} --as LOGIN")
