"""
What a run has to remember about the whole file, on disk instead of in memory: which names and ids occur in it, what they
became, and in a dry run what every record would look like by now.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

SCHEMA = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000; PRAGMA temp_store = FILE;
CREATE TABLE entry (space TEXT, word TEXT, value INTEGER);
CREATE INDEX entry_word ON entry (space, word);
CREATE TABLE state (kind TEXT, id INTEGER, data TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE outcome (row INTEGER PRIMARY KEY, data TEXT);
"""


class Ledger:
    """One run's memory; gone when it is closed."""

    def __init__(self) -> None:
        # An empty name is a temporary file that SQLite deletes itself.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Forget everything."""
        self._db.close()

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *about: object) -> None:
        self.close()

    def enter(self, space: str, entries: Iterable[tuple[str, int]]) -> None:
        """Note pairs of a word and a number; a word may be noted many times."""
        self._together(
            "INSERT INTO entry VALUES (?, ?, ?)", ((space, word, value) for word, value in entries)
        )

    def find(self, space: str, words: Iterable[str]) -> dict[str, list[int]]:
        """Return the numbers noted for each of `words`, in the order in which they were."""
        found: dict[str, list[int]] = defaultdict(list)
        rows = self._db.execute(
            "SELECT e.word, e.value FROM json_each(?) AS j JOIN entry AS e ON e.space = ? AND e.word = j.value "
            "ORDER BY e.rowid",
            [json.dumps(list(words)), space],
        )
        for word, value in rows:
            found[word].append(value)
        return found

    def keep(self, kind: str, states: Mapping[int, Any]) -> None:
        """Remember what records look like by now."""
        rows = ((kind, pk, json.dumps(state)) for pk, state in states.items())
        self._together("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", rows)

    def kept(self, kind: str, ids: Iterable[int]) -> dict[int, Any]:
        """Return what is remembered of records."""
        rows = self._db.execute(
            "SELECT s.id, s.data FROM json_each(?) AS j JOIN state AS s ON s.kind = ? AND s.id = j.value",
            [json.dumps(list(ids)), kind],
        )
        return {pk: json.loads(data) for pk, data in rows}

    def note_outcomes(self, rows: Iterable[tuple[int, Any]]) -> None:
        """Remember what would become of rows, to be read in the order of the file."""
        self._together(
            "INSERT OR REPLACE INTO outcome VALUES (?, ?)", ((n, json.dumps(data)) for n, data in rows)
        )

    def outcomes(self) -> Iterable[Any]:
        """Yield what was noted, in the order of the file."""
        for (data,) in self._db.execute("SELECT data FROM outcome ORDER BY row"):
            yield json.loads(data)

    def _together(self, sql: str, rows: Iterable[tuple]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany(sql, rows)
        self._db.execute("COMMIT")
