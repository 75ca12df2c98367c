"""An import in the words of the contract: what command line, API and page say about it."""

from collections.abc import Iterator
from typing import Any

from hanse.imports.kinds import kind_named
from hanse.imports.layout import Layout
from hanse.imports.models import Conflict, Import, Reject


def summary(file: Import, *, most: int | None = None) -> dict[str, Any]:
    """Return the counts of an import and its errors, at most `most` of them."""
    layout = Layout.stored(file.layout)
    besides = {
        word: file.also.get(word, 0)
        for word, prefix in kind_named(file.kind).besides.items()
        if any(target.startswith(prefix) for target in layout.targets)
    }
    return {
        "import_id": file.pk,
        "kind": file.kind,
        "state": file.state,
        "dry_run": not file.has_run,
        "rows": file.rows,
        "created": file.created,
        "updated": file.updated,
        "unchanged": file.unchanged,
        "rejected": file.rejected,
        "also": besides,
        "errors": list(errors(file, most=most)),
        "unmapped": layout.unmapped,
        "notes": layout.notes,
        "warnings": [
            {"message": message, "rows": count, "first_row": first}
            for message, (count, first) in sorted(file.doubts.items(), key=lambda pair: -pair[1][0])
        ],
        "message": file.message,
    }


def errors(file: Import, *, most: int | None = None) -> Iterator[dict[str, Any]]:
    """Yield every problem of every reject in the order of the file."""
    count = 0
    for row, problems in (
        Reject.objects.filter(file=file).order_by("row").values_list("row", "problems").iterator()
    ):
        for problem in problems:
            if most is not None and count >= most:
                return
            count += 1
            yield {
                "row": row,
                "column": problem["column"],
                "value": problem["value"],
                "message": problem["message"],
            }


def undo_summary(file: Import) -> dict[str, Any]:
    """Return what undoing has done, and what it left as it is."""
    conflicts = Conflict.objects.filter(file=file).order_by("kind", "record_id")
    return {
        "import_id": file.pk,
        "restored": file.restored,
        "deleted": file.deleted,
        "conflicts": list(conflicts.values("kind", "record_id", "label", "message")),
    }
