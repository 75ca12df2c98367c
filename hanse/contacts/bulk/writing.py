"""Writing thousands of contacts with their journal, in one transaction."""

from typing import Any

from django.db import connection

from hanse.activity.models import Activity
from hanse.companies.actions import release_billing_contact
from hanse.companies.bulk.writing import MANY, CompanyWriter, rows_held
from hanse.contacts.bulk.cards import Card, Cards, values
from hanse.contacts.fields import PLAIN
from hanse.contacts.models import Contact
from hanse.files.models import StoredFile
from hanse.foundation.bulk import insert_rows, update_rows
from hanse.imports.errors import Overtaken
from hanse.imports.external import keep_external
from hanse.imports.run import Run
from hanse.journal.recording import Entry, diff, record_in_bulk
from hanse.search.index import bulk_begins, bulk_ended

KIND = "contact"
OLD = ("company_id", *PLAIN, "sort_name", "search_text", "version")
NEW = ("id", *OLD, "created_at")


class ContactWriter:
    """What a chunk makes and changes, written at its end; `companies` hears whose company was touched."""

    def __init__(self, run: Run, cards: Cards, companies: CompanyWriter, at: Any) -> None:
        self._run, self._cards, self._companies, self._at = run, cards, companies, at
        self._made: dict[int, Card] = {}
        self._changed: dict[int, tuple[Card, Card]] = {}
        self._external: dict[str, int] = {}

    def make(self, card: Card) -> None:
        """Have a new contact written."""
        self._made[card.pk] = card
        self._companies.touch(card.company_id)

    def change(self, hit: Card, card: Card) -> None:
        """Have a contact changed from `hit` to `card`."""
        self._companies.touch(card.company_id)
        if card.pk in self._made:
            self._made[card.pk] = card
            return
        before, _now = self._changed.get(card.pk, (hit, hit))
        card.version = before.version + 1
        self._changed[card.pk] = (before, card)

    def external(self, word: str, pk: int) -> None:
        """Have the other system's id of a contact remembered."""
        if self._run.source:
            self._external[word] = pk

    def cards(self) -> list[Card]:
        """Return every contact that is made or changed, as it will be."""
        return [*self._made.values(), *(now for _before, now in self._changed.values())]

    def write(self) -> None:
        """
        Write everything; part of the caller's transaction.

        :raises Overtaken: when somebody changed one of these contacts since they were read.
        """
        if len(self._made) + len(self._changed) > MANY:
            bulk_begins()
        self._hold()
        insert_rows(Contact, NEW, [(card.pk, *_columns(card), self._at) for card in self._made.values()])
        update_rows(Contact, OLD, [(*_columns(now), now.pk) for _before, now in self._changed.values()])
        record_in_bulk(self._entries(), by=self._run.by)
        for before, now in self._changed.values():
            if before.company_id != now.company_id:
                release_billing_contact(now.pk, by=self._run.by)
                StoredFile.objects.filter(contact=now.pk).update(company=now.company_id)
                Activity.objects.filter(contact=now.pk).update(company=now.company_id)
        if self._external:
            keep_external(self._run.source, KIND, self._external, file_id=self._run.file_id)

    def _entries(self) -> list[Entry]:
        made = [
            Entry("created", KIND, card.pk, card.full_name, card.company_id, diff({}, values(card)))
            for card in self._made.values()
        ]
        return made + [
            Entry("updated", KIND, now.pk, now.full_name, now.company_id, changes)
            for before, now in self._changed.values()
            if (changes := diff(values(before), values(now)))
        ]

    def _hold(self) -> None:
        if connection.vendor != "postgresql":
            return
        held = rows_held(Contact, sorted(self._changed), ("version", "company_id"), "FOR NO KEY UPDATE")
        if any(held.get(pk) != self._cards.read[pk] for pk in self._changed):
            raise Overtaken


def bulk_written(written: int) -> None:
    """Put in order what writing `written` contacts has left to be done; outside any transaction of theirs."""
    if written > MANY:
        bulk_ended(Contact._meta.db_table, ("company_id", "sort_name", "disabled"))


def _columns(card: Card) -> tuple[Any, ...]:
    return tuple([getattr(card, name) for name in OLD])
