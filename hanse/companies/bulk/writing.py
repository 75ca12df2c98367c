"""Writing thousands of companies: rows, paths below moved ones, journal, and what undoing needs, in one transaction."""

import datetime
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.db import connection

from hanse.accounts.models import User
from hanse.companies.bulk.drafts import Draft, Drafts, values
from hanse.companies.models import Company
from hanse.companies.tree import move_below
from hanse.foundation.bulk import insert_rows, update_rows
from hanse.imports.errors import Overtaken
from hanse.imports.external import keep_external
from hanse.imports.run import Run
from hanse.imports.touching import note_touched
from hanse.journal.recording import Entry, Fields, diff, record_in_bulk
from hanse.search.index import bulk_begins, bulk_ended

KIND = "company"
# From here on the search index is sorted at the end of the import.
MANY = 300
# The columns by which lists are looked up and walked.
SPREAD = (
    "path", "owner_id", "owner_company", "parent_id", "role_id", "country", "sort_name", "last_activity",
)  # fmt: skip
VALUES = (
    "name", "address", "tax_id", "country", "phone", "email", "website", "comments", "payment_conditions", "role_id",
    "parent_id", "billing_contact_id", "custom", "sort_name", "name_key", "tax_key", "search_text", "owner_company",
    "version", "last_activity",
)  # fmt: skip
# The path of a stored company changes by a move only, in the order of the moves.
NEW = ("id", *VALUES, "owner_id", "path", "created_at")
OLD = (*VALUES, "owner_id")
_NEW, _OLD = attrgetter("pk", *NEW[1:]), attrgetter(*OLD)


class CompanyWriter:
    """What a chunk makes and changes, written at its end."""

    def __init__(self, run: Run, drafts: Drafts, at: datetime.datetime, *, touching: bool = True) -> None:
        self._run, self._drafts, self._at = run, drafts, at
        # Undoing leaves last activities to `CompanyUndoer.settle`.
        self._touching = touching
        self._made: dict[int, Draft] = {}
        # What the journal says of them, as long as no later row changes them.
        self._told: dict[int, Fields] = {}
        # id -> (as it was, as it will be)
        self._changed: dict[int, tuple[Draft, Draft]] = {}
        self._moves: list[tuple[Draft, str]] = []
        self._external: dict[str, int] = {}
        self._touched: dict[int, datetime.datetime] = {}

    def make(self, draft: Draft, told: Fields) -> None:
        """Have a new company written, with what the journal says of it."""
        self._made[draft.pk] = draft
        self._told[draft.pk] = told

    def change(self, hit: Draft, draft: Draft) -> None:
        """Have a company changed from `hit` to `draft`; a move takes along what hangs below."""
        if draft.pk in self._made:
            self._made[draft.pk] = draft
            self._told[draft.pk] = diff({}, values(draft))
            return
        before, _now = self._changed.get(draft.pk, (hit, hit))
        draft.version = before.version + 1
        if self._touching:
            draft.last_activity = self._at
        self._changed[draft.pk] = (before, draft)
        if draft.prefix != hit.prefix:
            self._moves.append((draft, hit.prefix))

    def external(self, word: str, pk: int) -> None:
        """Have the other system's id of a company remembered."""
        if self._run.source:
            self._external[word] = pk

    def touch(self, pk: int) -> None:
        """Note that something happened at a company now, such as a new contact."""
        if self._touching and pk not in self._made and pk in self._drafts.by_id:
            self._touched[pk] = self._drafts.by_id[pk].last_activity

    def drafts(self) -> Iterable[Draft]:
        """Return every company that is made or changed, as it will be."""
        return [*self._made.values(), *(now for _before, now in self._changed.values())]

    def write(self) -> None:
        """
        Write everything; part of the caller's transaction.

        :raises Overtaken: when somebody changed one of these companies since they were read.
        """
        if len(self._made) + len(self._changed) > MANY:
            bulk_begins()
        self._hold()
        insert_rows(Company, NEW, [_NEW(draft) for draft in self._made.values()])
        update_rows(Company, OLD, [(*_OLD(now), now.pk) for _before, now in self._changed.values()])
        for draft, old_prefix in self._moves:
            Company.objects.filter(pk=draft.pk).update(path=draft.path)
            move_below(draft, old_prefix)
        record_in_bulk(self._entries(), by=self._run.by)
        if self._external:
            keep_external(self._run.source, KIND, self._external, file_id=self._run.file_id)
        if self._touching:
            self._write_touched()

    def _entries(self) -> list[Entry]:
        made = [Entry("created", KIND, pk, each.name, pk, self._told[pk]) for pk, each in self._made.items()]
        return made + [
            Entry("updated", KIND, pk, now.name, pk, changes)
            for pk, (before, now) in self._changed.items()
            if (changes := diff(values(before), values(now)))
        ]

    def _write_touched(self) -> None:
        touched = {pk: before.last_activity for pk, (before, _now) in self._changed.items()}
        bare = {pk: before for pk, before in self._touched.items() if pk not in touched}
        if bare:
            Company.objects.filter(pk__in=bare).update(last_activity=self._at)
        note_touched(self._run.file_id, touched | bare, after=self._at)

    def _hold(self) -> None:
        """Hold what this rests on until the end of the transaction, and see that it is still as it was read."""
        if connection.vendor != "postgresql":
            # SQLite has one writer at a time; the transaction began before anything was read.
            return
        read = self._drafts.read
        changed = rows_held(Company, sorted(self._changed), ("version", "path"), "FOR NO KEY UPDATE")
        if any(changed.get(pk) != read[pk] for pk in self._changed):
            raise Overtaken
        parents = {draft.parent_id for draft in self.drafts() if draft.parent_id in read}
        held = rows_held(Company, sorted(parents), ("path",), "FOR SHARE")
        if any(held.get(pk) != read[pk][1:] for pk in parents):
            raise Overtaken
        owners = {draft.owner for draft in self.drafts()}
        found = rows_held(User, sorted(owner.id for owner in owners), ("company_id",), "FOR SHARE")
        if any(found.get(owner.id) != (owner.company_id,) for owner in owners):
            raise Overtaken


def bulk_written(written: int) -> None:
    """Put in order what writing `written` companies has left to be done; outside any transaction of theirs."""
    if written > MANY:
        bulk_ended(Company._meta.db_table, SPREAD)


def rows_held(model: Any, ids: list[int], names: tuple[str, ...], hold: str) -> dict[int, tuple]:
    """Return {id: columns} of rows that nobody else can change any more until the transaction ends, taken in one order."""
    if not ids:
        return {}
    columns = ", ".join(("id", *names))
    # Table, columns and lock are words of this file; the ids are a parameter.
    sql = f"SELECT {columns} FROM {model._meta.db_table} WHERE id = ANY(%s) ORDER BY id {hold}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [ids])
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}
