"""Companies with a contact person in the same row: nothing of a row is taken unless all of it can be."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from hanse.accounts.access import Right
from hanse.companies.bulk.drafts import Draft
from hanse.companies.bulk.matching import Reading
from hanse.companies.bulk.rows import CompanyRows
from hanse.companies.querysets import facts_of
from hanse.companies.rules import decide
from hanse.contacts.bulk.rows import ContactBook, Proposal
from hanse.contacts.bulk.writing import bulk_written
from hanse.foundation.errors import Problem
from hanse.imports.outcomes import Result, Row, Verdict
from hanse.imports.run import Run
from hanse.setup.models import Section

PREFIX = "contact."


class CompaniesWithContacts:
    """Companies, and where the file has columns for it, the contact of each row."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.companies = CompanyRows(run)
        self.book = ContactBook(run, prefix=PREFIX)
        self._targets = [target for target in run.targets if target.startswith(PREFIX)]

    def begin(self) -> None:
        """Start a chunk: rights are read anew."""
        self.companies.begin()
        self.book.begin(self.companies.writer, self.companies.at)

    def learn(self, target: str, meant: Mapping[str, str]) -> None:
        """Remember what ids of the other system mean, as a person said."""
        self.companies.learn(target, meant)

    def take(self, rows: Sequence[Row]) -> tuple[list[Verdict], list[Row]]:
        """Decide about rows, those first that others of the chunk wait for."""
        if not self._targets:
            return self.companies.take(rows)
        self.book.reserve(len(rows))
        verdicts: list[Verdict] = []
        waiting = self.companies.read(rows)
        while waiting:
            ready, later = self.companies.ready(waiting)
            if not ready:
                break
            contacts = [self._contact(reading.row) for reading in ready]
            self._load(ready, contacts)
            verdicts += [self._decide(*pair) for pair in zip(ready, contacts, strict=True)]
            waiting = later
        return verdicts, [reading.row for reading in waiting]

    def give_up(self, rows: Sequence[Row]) -> list[Verdict]:
        """Decide about rows that wait for each other."""
        self.companies.finder.giving_up = True
        return self.take(rows)[0]

    def write(self) -> None:
        """Write what was accepted since `begin`; a contact needs its company."""
        self.companies.write()
        self.book.writer.write()

    def settle(self) -> None:
        """Hand over to the ledger what later chunks need."""
        self.companies.settle()
        self.book.settle()

    def finish(self, written: int) -> None:
        """Put in order what a run of `written` rows has left to be done."""
        self.companies.finish(written)
        if self._targets:
            bulk_written(written)

    def _contact(self, row: Row) -> Proposal | None:
        """Return the contact of a row, None where it has none."""
        if any(row.given.get(target, "").strip() for target in self._targets):
            return self.book.read(row)
        return None

    def _load(self, readings: Sequence[Reading], contacts: Sequence[Proposal | None]) -> None:
        self.book.load(
            [
                (company.pk, contact)
                for reading, contact in zip(readings, contacts, strict=True)
                if contact is not None and (company := self.companies.matcher.likely(reading)) is not None
            ]
        )

    def _decide(self, reading: Reading, contact: Proposal | None) -> Verdict:
        proposal = self.companies.propose(reading)
        if contact is not None and not proposal.problems:
            proposal.problems += self._contact_problems(contact, proposal.before, proposal.after)
        if proposal.problems:
            return self.companies.refuse(proposal)
        verdict = self.companies.accept(proposal)
        return verdict if contact is None else self._accept(verdict, contact)

    def _contact_problems(self, contact: Proposal, before: Draft | None, company: Draft) -> list[Problem]:
        access = self.companies.access
        may = access.may(Right.WRITE, Section.CONTACTS)
        if before is not None or company.owner.id != access.user_id:
            may = may and decide(access, facts_of(company), Section.CONTACTS).may_modify
        if not may:
            first = next(target for target in self._targets if contact.row.given.get(target))
            return [Problem(first, _("You may not add contacts to this company."))]
        self.book.propose(contact, company)
        return contact.problems

    def _accept(self, verdict: Verdict, contact: Proposal) -> Verdict:
        assert contact.after is not None
        # A company that is new has its id only now.
        contact.after.company_id = verdict.record_id
        changes = {f"{PREFIX}{name}": pair for name, pair in contact.changes.items() if name != "company"}
        result = self.book.accept(contact)
        if result is Result.NEW:
            verdict.also = {"contacts": 1}
        if result is not Result.SAME and verdict.result is Result.SAME:
            verdict.result = Result.CHANGED
        if verdict.result is Result.CHANGED:
            verdict.changes = verdict.changes | changes
        return verdict
