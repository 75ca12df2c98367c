"""Deciding about rows of contacts, alone or beside the company of the same row, by the same rules as the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.companies.bulk.drafts import Draft, Drafts
from hanse.companies.bulk.finding import CompanyFinder, NotFoundHere
from hanse.companies.bulk.writing import CompanyWriter
from hanse.companies.querysets import facts_of
from hanse.companies.rules import decide
from hanse.contacts.bulk.cards import LEDGER, Card, Cards, ledger_words, values
from hanse.contacts.bulk.writing import ContactWriter, bulk_written
from hanse.contacts.fields import FIELDS, PLAIN, derive
from hanse.contacts.models import Contact
from hanse.foundation.bulk import allot_ids
from hanse.foundation.errors import Forbidden, Problem
from hanse.foundation.fields import clean_all, missing
from hanse.foundation.text import clean_line, same_key
from hanse.imports.external import MOST as MOST_EXTERNAL
from hanse.imports.external import external_records
from hanse.imports.kinds import OUR_ID, SOURCE_ID
from hanse.imports.outcomes import Result, Row, Verdict
from hanse.imports.run import Run
from hanse.journal.recording import diff
from hanse.setup.models import Section

COMPANY, NAME = FIELDS[0], FIELDS[1]
PLAIN_FIELDS = tuple(each for each in FIELDS if each.name in PLAIN)


@dataclass(slots=True)
class Proposal:
    """What would become of the contact of a row; nothing has happened yet."""

    row: Row
    values: dict[str, Any]
    before: Card | None = None
    after: Card | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The full name, as far as it is given."""
        return self.values.get("full_name", "")


class ContactBook:
    """Matches, proposes and accepts contacts of known companies; `company_writer` hears of touched ones."""

    def __init__(self, run: Run, *, prefix: str = "") -> None:
        self.run, self.prefix = run, prefix
        self.cards = Cards(run)
        self._fields = tuple(each for each in PLAIN_FIELDS if prefix + each.name in run.targets)

    def begin(self, company_writer: CompanyWriter, at: Any) -> None:
        """Start a chunk."""
        self.access = access_of(self.run.user)
        self.cards.clear()
        self.writer = ContactWriter(self.run, self.cards, company_writer, at)
        self._ids: list[int] = []
        # Contacts that rows of this chunk have become already.
        self._claimed: set[int] = set()

    def read(self, row: Row) -> Proposal:
        """Clean the values of a row's contact."""
        given, prefix = row.given, self.prefix
        raw = {each.name: given[prefix + each.name] for each in self._fields if prefix + each.name in given}
        cleaned, problems = clean_all(self._fields, raw, partial=True)
        return Proposal(
            row, cleaned, problems=[Problem(prefix + each.field, each.message) for each in problems]
        )

    def reserve(self, count: int) -> None:
        """Take ids for as many contacts as a chunk may make."""
        self._ids = [] if self.run.dry else allot_ids(Contact, count)[::-1]

    def load(self, wanted: Sequence[tuple[int, Proposal]]) -> None:
        """Read the contacts that proposals may mean, each with the id of its company."""
        self.cards.load_of([(pk, each.values.get("email", ""), each.name) for pk, each in wanted])

    def propose(self, proposal: Proposal, company: Draft | None, hit: Card | None = None) -> None:
        """Complete a proposal for `company` (None: as it is); `hit` is what an id has found."""
        prefix, problems = self.prefix, proposal.problems
        if hit is None and company is not None:
            hit, sentence, by = self._match(proposal, company.pk)
            if sentence:
                problems.append(Problem(prefix + by, sentence))
        if (
            hit is None
            and not proposal.name
            and not any(each.field == f"{prefix}full_name" for each in problems)
        ):
            problems.append(Problem(f"{prefix}full_name", missing(NAME)))
        if problems:
            return
        card = hit.copy() if hit else Card.new()
        if company is not None:
            card.company_id = company.pk
        for name, value in proposal.values.items():
            setattr(card, name, value)
        derive(card)
        proposal.before, proposal.after = hit, card
        proposal.changes = diff(values(hit) if hit else {}, values(card))

    def _match(self, proposal: Proposal, company: int) -> tuple[Card | None, str, str]:
        email = proposal.values.get("email", "")
        found = self.cards.with_email(company, email)
        by = "email"
        if not found:
            by = "full_name"
            found = [
                card
                for card in self.cards.with_name(company, proposal.name)
                if not self._is_another(card, email)
            ]
        if len(found) > 1:
            sentence = _("%s contacts of this company fit; give each its e-mail, or write the id.")
            return None, sentence % len(found), by
        return (found[0] if found else None), "", by

    def _is_another(self, card: Card, email: str) -> bool:
        """Two rows with one name and two e-mails are two people."""
        if not email or not card.email or card.email.lower() == email.lower():
            return False
        return card.pk in self._claimed or bool(self.run.ledger.find("claimed", [str(card.pk)]))

    def accept(self, proposal: Proposal) -> Result:
        """Let the proposal be so; rows that follow meet the contact as it is now."""
        card, hit = proposal.after, proposal.before
        assert card is not None
        if hit is None:
            card.pk = self.run.imagined_id() if self.run.dry else self._ids.pop()
            self.cards.put(card)
            self.writer.make(card)
        elif proposal.changes:
            self.cards.put(card)
            self.writer.change(hit, card)
        self._claimed.add(card.pk)
        return Result.NEW if hit is None else Result.CHANGED if proposal.changes else Result.SAME

    def settle(self) -> None:
        """Hand over to the ledger what later chunks need."""
        self.run.ledger.enter("claimed", ((str(pk), pk) for pk in self._claimed))
        if self.run.dry:
            cards = self.writer.cards()
            words = (
                (word, card.pk)
                for card in cards
                for word in ledger_words(card.company_id, card.email, card.full_name)
            )
            self.run.ledger.enter(LEDGER, words)
            self.run.ledger.keep(LEDGER, {card.pk: card.columns() for card in cards})


class ContactRows:
    """One run's decisions about a file of contacts; the calls come in the order that `imports/running.py` says."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.drafts = Drafts(run)
        self.finder = CompanyFinder(run, self.drafts, section=Section.CONTACTS, remembers=False)
        self.book = ContactBook(run)

    def begin(self) -> None:
        """Start a chunk: rights are read anew."""
        user, at = self.run.user, self.run.now()
        self.access = access_of(user)
        if not self.access.may(Right.WRITE, Section.CONTACTS):
            raise Forbidden(_("You may not create contacts."))
        self.drafts.clear()
        self.finder.begin(self.access, self.access.company_id)
        self.company_writer = CompanyWriter(self.run, self.drafts, at)
        self.book.begin(self.company_writer, at)

    def learn(self, target: str, meant: Mapping[str, str]) -> None:
        """Nothing to remember: contacts refer to companies only, which have ids of their own."""

    def take(self, rows: Sequence[Row]) -> tuple[list[Verdict], list[Row]]:
        """Decide about rows; none has to wait."""
        self.finder.prepare(word for row in rows for word in _company_words(row))
        self._external = self._external_contacts(rows)
        self.book.reserve(len(rows))
        self.book.cards.load([pk for row in rows if (pk := _own_id(row))] + list(self._external.values()))
        self.drafts.load(card.company_id for card in self.book.cards.by_id.values())
        readings = [(self.book.read(row), self._company(row)) for row in rows]
        self.book.load([(found.pk, each) for each, found in readings if isinstance(found, Draft)])
        return [self._decide(proposal, company) for proposal, company in readings], []

    def give_up(self, rows: Sequence[Row]) -> list[Verdict]:
        """Nothing waits here."""
        return []

    def write(self) -> None:
        """Write what was accepted since `begin`."""
        self.book.writer.write()
        self.company_writer.write()

    def settle(self) -> None:
        """Hand over to the ledger what later chunks need."""
        self.book.settle()

    def finish(self, written: int) -> None:
        """Put in order what a run of `written` rows has left to be done."""
        bulk_written(written)

    def _external_contacts(self, rows: Sequence[Row]) -> dict[str, int]:
        words = {clean_line(row.given.get(SOURCE_ID, "")) for row in rows} - {""}
        return external_records(self.run.source, "contact", words) if self.run.source and words else {}

    def _company(self, row: Row) -> Draft | NotFoundHere | None:
        """Return the company that a row names, None where it names none."""
        found: Any = None
        for text in _company_words(row):
            found = self.finder.find(text, row)
            if not isinstance(found, NotFoundHere):
                return self.drafts.by_id[found]
        return found

    def _decide(self, proposal: Proposal, company: Draft | NotFoundHere | None) -> Verdict:
        row, problems = proposal.row, proposal.problems
        problems += row.problems
        hit = self._hit(proposal)
        if isinstance(company, NotFoundHere):
            problems.append(Problem("company", str(company)))
            company = None
        elif company is None and (hit is None or "company" in row.given):
            problems.append(Problem("company", missing(COMPANY)))
        problems += self._rights(company, hit)
        if not problems:
            self.book.propose(proposal, company, hit)
        if problems:
            return Verdict(row, Result.ERROR, proposal.name, problems=problems)
        result = self.book.accept(proposal)
        card = proposal.after
        assert card is not None
        if word := clean_line(row.given.get(SOURCE_ID, "")):
            self.book.writer.external(word, card.pk)
        doubts = [Problem("", row.note)] if row.note else []
        return Verdict(row, result, card.full_name, card.pk, changes=proposal.changes, doubts=doubts)

    def _hit(self, proposal: Proposal) -> Card | None:
        """Find by our id (for sure where the file was exported here, else where the name agrees) or the other system's."""
        row, cards = proposal.row, self.book.cards
        if row.given.get(OUR_ID, "").strip():
            card = cards.by_id.get(_own_id(row) or 0)
            seen = card is not None and self._may(card, "may_view")
            agrees = card is not None and same_key(card.full_name) == same_key(proposal.name)
            if seen and (row.ours or agrees):
                return card
            if row.ours:
                sentence = _(
                    "There is no contact with the id %s that you can see. Empty the id to make a new one."
                )
                proposal.problems.append(Problem(OUR_ID, sentence % row.given[OUR_ID][:40]))
            elif seen:
                sentence = _(
                    "The id %s belongs to another name here. Was the file exported elsewhere? Then empty the id."
                )
                proposal.problems.append(Problem(OUR_ID, sentence % row.given[OUR_ID][:40]))
            return None
        word = clean_line(row.given.get(SOURCE_ID, ""))
        if len(word) > MOST_EXTERNAL:
            proposal.problems.append(
                Problem(SOURCE_ID, _("An id has at most %s characters.") % MOST_EXTERNAL)
            )
        card = cards.by_id.get(self._external.get(word, 0))
        if card is not None and not self._may(card, "may_view"):
            proposal.problems.append(Problem(SOURCE_ID, _("This is already in use.")))
            return None
        return card

    def _rights(self, company: Draft | None, hit: Card | None) -> list[Problem]:
        if company is not None and not decide(self.access, facts_of(company), Section.CONTACTS).may_modify:
            return [Problem("company", _("You can see this company, but not change it."))]
        if hit is not None and not self._may(hit, "may_modify"):
            return [Problem(OUR_ID, _("This is a contact that you may see, but not change."))]
        return []

    def _may(self, card: Card, what: str) -> bool:
        company = self.drafts.by_id.get(card.company_id)
        return company is not None and getattr(decide(self.access, facts_of(company), Section.CONTACTS), what)


def _company_words(row: Row) -> list[str]:
    """Return how a row names its company: by id or name; by name too where its ids are another installation's."""
    words = [row.given.get("company", "")]
    if not row.ours:
        words.append(row.given.get("company_name", ""))
    return [word for word in map(clean_line, words) if word not in {"", "0"}]


def _own_id(row: Row) -> int | None:
    text = row.given.get(OUR_ID, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
