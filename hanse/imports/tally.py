"""Counting what becomes of rows, and keeping those that were not taken."""

import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from hanse.foundation.bulk import insert_rows
from hanse.imports.kinds import ImportKind
from hanse.imports.layout import Layout
from hanse.imports.ledger import Ledger
from hanse.imports.models import CheckedPage, Import, Reject
from hanse.imports.outcomes import Result, Verdict
from hanse.journal.recording import plain

MOST_DOUBTS = 40
MOST_VALUE = 200
PAGE = 100
COUNTERS = {
    Result.NEW: "created",
    Result.CHANGED: "updated",
    Result.SAME: "unchanged",
    Result.ERROR: "rejected",
}


class Tally:
    """The counts of one import, and its rejects."""

    def __init__(self, file: Import, kind: ImportKind, layout: Layout) -> None:
        self.file, self._layout = file, layout
        self._labels = {target.name: str(target.label) for target in kind.targets()}
        self._parts: dict[str, str] = {}
        for target in kind.targets():
            if target.part_of and target.name in layout.places:
                self._parts.setdefault(target.part_of, target.name)

    def reset(self) -> None:
        """Begin anew."""
        file = self.file
        file.created = file.updated = file.unchanged = file.rejected = file.done = 0
        file.also, file.doubts, file.position, file.message = {}, {}, [], ""
        Reject.objects.filter(file=file).delete()

    def count(self, verdicts: Sequence[Verdict]) -> None:
        """Count verdicts and keep the rejects; the caller saves the import."""
        file = self.file
        for verdict in verdicts:
            counter = COUNTERS[verdict.result]
            setattr(file, counter, getattr(file, counter) + 1)
            for word, number in verdict.also.items():
                file.also[word] = file.also.get(word, 0) + number
            for doubt in verdict.doubts:
                self._doubt(doubt.message, verdict.row.number)
        file.done += len(verdicts)
        self._keep(verdict for verdict in verdicts if verdict.result is Result.ERROR)

    def _doubt(self, message: str, row: int) -> None:
        doubts = self.file.doubts
        if message in doubts:
            doubts[message] = [doubts[message][0] + 1, min(doubts[message][1], row)]
        elif len(doubts) < MOST_DOUBTS:
            doubts[message] = [1, row]

    def _keep(self, verdicts: Iterable[Verdict]) -> None:
        rows = [
            (
                self.file.pk,
                verdict.row.number,
                [storable(cell) for cell in verdict.row.cells],
                self.problems(verdict),
            )
            for verdict in verdicts
        ]
        insert_rows(Reject, ("file_id", "row", "cells", "problems"), rows)

    def problems(self, verdict: Verdict) -> list[dict[str, Any]]:
        """Return what is wrong with a row, each with the column and the value that it is about."""
        return [self._problem(verdict, problem.field, problem.message) for problem in verdict.problems]

    def _problem(self, verdict: Verdict, field: str, message: str) -> dict[str, Any]:
        row = verdict.row
        place = self._layout.places.get(field, self._layout.places.get(self._parts.get(field, ""), -1))
        column = self._layout.columns[place].heading if place >= 0 else self._labels.get(field, "")
        if row.put_in >= 0 and place >= row.put_in:
            place = place - 1 if place > row.put_in else -1
        value = row.given.get(field, "") if field else ""
        return {"column": column, "place": place, "value": storable(value[:MOST_VALUE]), "message": message}


def storable(text: str) -> str:
    """Return text without the zero bytes that PostgreSQL cannot store."""
    return text.replace("\0", "\ufffd") if "\0" in text else text


class Pages:
    """What would become of each row, noted as it is decided and stored in the order of the file."""

    def __init__(self, tally: Tally, ledger: Ledger) -> None:
        self._tally, self._ledger = tally, ledger

    def note(self, verdicts: Sequence[Verdict]) -> None:
        """Note what was decided."""
        self._ledger.note_outcomes((verdict.row.number, self._outcome(verdict)) for verdict in verdicts)

    def _outcome(self, verdict: Verdict) -> list[Any]:
        changes = {name: [_shown(old), _shown(new)] for name, (old, new) in verdict.changes.items()}
        return [
            verdict.row.number,
            verdict.result.value,
            [cell[:80] for cell in verdict.row.cells],
            changes if verdict.result is Result.CHANGED else {},
            self._tally.problems(verdict),
            [doubt.message for doubt in verdict.doubts],
        ]

    def store(self) -> None:
        """Store the pages; those of an earlier check go."""
        CheckedPage.objects.filter(file=self._tally.file).delete()
        page: list[Any] = []
        number = 0
        for outcome in self._ledger.outcomes():
            page.append(outcome)
            if len(page) == PAGE:
                self._store(number, page)
                number, page = number + 1, []
        if page:
            self._store(number, page)

    def _store(self, number: int, page: list[Any]) -> None:
        data = zlib.compress(json.dumps(page, ensure_ascii=False).encode())
        CheckedPage.objects.create(file=self._tally.file, number=number, data=data)


def read_page(file: Import, number: int) -> list[list[Any]]:
    """Return one page of a dry run; empty where there is none."""
    data = CheckedPage.objects.filter(file=file, number=number).values_list("data", flat=True).first()
    return json.loads(zlib.decompress(bytes(data))) if data else []


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())[:MOST_VALUE]
    return "" if value is None else str(plain(value))[:MOST_VALUE]
