"""When something last happened at records that an import touched, before and after: what undoing puts back."""

import datetime
from collections.abc import Mapping

from hanse.foundation.bulk import insert_rows
from hanse.imports.models import Touched


def note_touched(file_id: int, before: Mapping[int, datetime.datetime], *, after: datetime.datetime) -> None:
    """Note that records were touched at `after`; what was before the first touch of this import stays noted."""
    if not before:
        return
    known = Touched.objects.filter(file=file_id, record_id__in=before)
    again = set(known.values_list("record_id", flat=True))
    if again:
        known.update(after=after)
    rows = [(file_id, pk, moment, after) for pk, moment in before.items() if pk not in again]
    insert_rows(Touched, ("file_id", "record_id", "before", "after"), rows)
