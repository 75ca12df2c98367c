"""
A guard that stands beside every database test: what the house writes to a journaled table must be in the journal.

It watches the statements that hanse/ sends (not those of a test), from the outermost savepoint to its release: by then
a row in the journal must stand beside the change. A write outside any transaction is a breach at once.
"""

import re
import sys
from functools import cache
from pathlib import Path

PACKAGE = str(Path(__file__).resolve().parent.parent / "hanse")
# Beside those of the rooms.
TABLES = {
    "companies_companyrole",
    "activity_activity",
    "files_storedfile",
    "accounts_user",
    "accounts_profile",
    "customfields_customfield",
    "customfields_fieldsection",
    "setup_visibilityentry",
    "views_savedview",
}
WRITE = re.compile(r'\s*(INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM|COPY)\s+"?(\w+)"?', re.IGNORECASE)
SAVEPOINT = re.compile(r"\s*(RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|SAVEPOINT)\s+", re.IGNORECASE)
SET = re.compile(r'"(\w+)" = ')
# Not changes of a record: when somebody was last seen, and when something last happened at a company.
UNTOLD = {"last_login", "last_activity"}


class JournalGuard:
    """An execute wrapper of Django's connection that collects breaches."""

    def __init__(self) -> None:
        self.breaches: list[str] = []
        self._open: list[tuple[set[str], set[str]]] = []

    def __call__(self, execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        text = sql if isinstance(sql, str) else str(sql)
        if point := SAVEPOINT.match(text):
            self._follow(point.group(1).upper())
        elif write := WRITE.match(text):
            self._note(write.group(1).upper(), write.group(2), text)
        return answer

    def _follow(self, word: str) -> None:
        if word == "SAVEPOINT":
            self._open.append((set(), set()))
        elif word.startswith("ROLLBACK") and self._open:
            self._open[-1] = (set(), set())
        elif self._open:
            written, told = self._open.pop()
            if self._open:
                self._open[-1][0].update(written)
                self._open[-1][1].update(told)
            elif written and not told:
                self.breaches += sorted(written)

    def _note(self, verb: str, table: str, sql: str) -> None:
        if table == "journal_change" and self._open:
            self._open[-1][1].add(table)
        if table not in journaled() or not _sent_by_the_house():
            return
        if verb == "UPDATE" and set(SET.findall(sql.split(" WHERE ")[0])) <= UNTOLD:
            return
        breach = f"{verb} {table}: {sql[:120]}"
        if self._open:
            self._open[-1][0].add(breach)
        else:
            self.breaches.append(breach)


@cache
def journaled() -> set[str]:
    """Return the tables whose every change must be in the journal."""
    from hanse.foundation.rooms import rooms

    return TABLES | {room.model._meta.db_table for room in rooms()}


def _sent_by_the_house() -> bool:
    """Tell whether the innermost frame that is neither Django's nor this file's lies in hanse/."""
    frame = sys._getframe(2)
    while frame:
        name = frame.f_code.co_filename
        if name.startswith(PACKAGE):
            return "/migrations/" not in name
        if f"{Path(PACKAGE).parent}/tests" in name and not name.endswith("journal_guard.py"):
            return False
        frame = frame.f_back
    return False


def without_way_back(told: set[tuple[str, str]]) -> list[str]:
    """Return the kinds and verbs of the journal that can neither be undone nor are listed as final."""
    from hanse.journal.undoing import undoers

    known = undoers()
    return sorted(
        f"{kind} {verb}"
        for kind, verb in told
        if kind not in known or not (known[kind].way_back(verb) or verb in known[kind].final)
    )
