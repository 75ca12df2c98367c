"""The ids that other systems give our records."""

from collections.abc import Iterable, Mapping

from hanse.foundation.bulk import insert_rows
from hanse.imports.models import ExternalId

MOST = 200


def external_records(source: str, kind: str, words: Iterable[str]) -> dict[str, int]:
    """Return {external id: record id} as far as they are known; the record may be gone since."""
    found = ExternalId.objects.filter(source=source, kind=kind, external_id__in=list(words))
    return dict(found.values_list("external_id", "record_id"))


def keep_external(source: str, kind: str, records: Mapping[str, int], *, file_id: int) -> None:
    """Remember what external ids stand for by now; part of the caller's transaction."""
    known = external_records(source, kind, records)
    fresh = [(source, kind, word, pk, file_id) for word, pk in records.items() if word not in known]
    insert_rows(ExternalId, ("source", "kind", "external_id", "record_id", "file_id"), fresh)
    for word, pk in records.items():
        if known.get(word, pk) != pk:
            # The record that it stood for is gone, or another row took its place.
            ExternalId.objects.filter(source=source, kind=kind, external_id=word).update(
                record_id=pk, file_id=file_id
            )
