"""Deciding about rows of companies: what each would make or change, by the same rules as the page, many at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.companies.bulk.drafts import LEDGER, Draft, Drafts, Owner, ledger_words, values
from hanse.companies.bulk.finding import CompanyFinder, NotFoundHere, Wait, find_owners
from hanse.companies.bulk.laying import Layer, Proposal
from hanse.companies.bulk.matching import DEFAULT, Matcher, Reading, name_key_of, own_id
from hanse.companies.bulk.writing import CompanyWriter, bulk_written
from hanse.companies.doubts import doubts
from hanse.companies.fields import FIELDS, PLAIN, tax_key
from hanse.companies.models import Company
from hanse.foundation.bulk import allot_ids
from hanse.foundation.errors import BadValue, Forbidden, Problem
from hanse.foundation.fields import clean_all, missing, moment
from hanse.foundation.text import clean_line, same_key
from hanse.imports.external import MOST as MOST_EXTERNAL
from hanse.imports.kinds import SOURCE_ID
from hanse.imports.outcomes import Result, Row, Verdict
from hanse.imports.run import Run
from hanse.journal.recording import diff
from hanse.setup.models import Section

PLAIN_FIELDS = tuple(each for each in FIELDS if each.name in PLAIN)
NAME = FIELDS[0]


class CompanyRows:
    """One run's decisions about companies; the calls come in the order that `imports/running.py` says."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.drafts = Drafts(run)
        self.finder = CompanyFinder(
            run, self.drafts, section=Section.COMPANIES, remembers="parent" in run.targets
        )
        self.matcher = Matcher(self.drafts, self.finder)
        self.layer = Layer(run, self.drafts)
        self._plain = tuple(each for each in PLAIN_FIELDS if each.name in run.targets)

    def begin(self) -> None:
        """Start a chunk: rights, roles and custom fields are read anew."""
        self.user, self.at = self.run.user, self.run.now()
        self.access = access_of(self.user)
        if not self.access.may(Right.WRITE):
            raise Forbidden(_("You may not create companies."))
        self.drafts.clear()
        self.finder.begin(self.access, self.access.company_id)
        self.writer = CompanyWriter(self.run, self.drafts, self.at)
        self._me = me = Owner(self.user.pk, self.user.username, self.access.company_id)
        self.matcher.begin(self.access, me)
        self.layer.begin(self.access)
        self._ids: list[int] = []
        self._alone = Problem("parent", _("Without a parent it is visible to its owner only."))

    def take(self, rows: Sequence[Row]) -> tuple[list[Verdict], list[Row]]:
        """Decide about rows, those first that others of the chunk wait for."""
        verdicts: list[Verdict] = []
        waiting = self.read(rows)
        while waiting:
            ready, later = self.ready(waiting)
            if not ready:
                break
            for reading in ready:
                proposal = self.propose(reading)
                verdicts.append(self.refuse(proposal) if proposal.problems else self.accept(proposal))
            waiting = later
        return verdicts, [reading.row for reading in waiting]

    def give_up(self, rows: Sequence[Row]) -> list[Verdict]:
        """Decide about rows that wait for each other."""
        self.finder.giving_up = True
        return self.take(rows)[0]

    def write(self) -> None:
        """Write what was accepted since `begin`."""
        self.writer.write()

    def settle(self) -> None:
        """Hand over to the ledger what later chunks need."""
        self.finder.settle()
        if self.run.dry:
            for draft in self.writer.drafts():
                taxes, names = ledger_words(draft)
                self.run.ledger.enter("tax", taxes)
                self.run.ledger.enter("beside", names)
            self.run.ledger.keep(LEDGER, {draft.pk: draft.state() for draft in self.writer.drafts()})

    def learn(self, target: str, meant: Mapping[str, str]) -> None:
        """Remember what the other system's ids of roles mean, as a person said."""
        if target == "role" and self.run.source and not self.run.dry:
            self.layer.learn(meant)

    def finish(self, written: int) -> None:
        """Put in order what a run of `written` rows has left to be done."""
        bulk_written(written)

    # Reading

    def read(self, rows: Sequence[Row]) -> list[Reading]:
        """Read rows by themselves, and look up together what they refer to."""
        if not self.run.dry:
            self._ids = allot_ids(Company, len(rows))[::-1]
        readings = [self._read(row) for row in rows]
        self.drafts.load(pk for row in rows if (pk := own_id(row)))
        self.drafts.load_taxes(reading.tax for reading in readings)
        self.layer.prepare(rows)
        self.finder.prepare(
            (reading.row.given.get("parent", "") for reading in readings),
            {clean_line(word) for reading in readings if (word := reading.row.given.get(SOURCE_ID))},
        )
        find_owner = find_owners(self.user, {reading.row.given.get("owner", "") for reading in readings})
        for reading in readings:
            self._read_owner(reading, find_owner)
        return readings

    def _read(self, row: Row) -> Reading:
        given = row.given
        raw = {each.name: given[each.name] for each in self._plain if each.name in given}
        cleaned, problems = clean_all(self._plain, raw, partial=True)
        name = cleaned.get("name", "")
        if len(given.get(SOURCE_ID, "")) > MOST_EXTERNAL:
            problems.append(Problem(SOURCE_ID, _("An id has at most %s characters.") % MOST_EXTERNAL))
        if "last_activity" in given:
            try:
                cleaned["last_activity"] = moment(given["last_activity"])
            except BadValue as bad:
                problems.append(Problem("last_activity", bad.message))
        return Reading(
            row,
            cleaned,
            row.problems + problems,
            same_key(name) if name else "",
            tax_key(cleaned.get("tax_id", "")),
        )

    def _read_owner(self, reading: Reading, find_owner) -> None:
        text = reading.row.given.get("owner", "")
        if not text.strip():
            return
        found = find_owner(text)
        if isinstance(found, NotFoundHere):
            # Perhaps it is the owner already, whom one need not be able to pick to keep him.
            reading.values["owner_text"] = (clean_line(text).lower(), str(found))
        else:
            reading.owner = found

    def ready(self, readings: Sequence[Reading]) -> tuple[list[Reading], list[Reading]]:
        """Divide rows into those whose parent is known by now, everything they meet loaded, and the others."""
        ready: list[Reading] = []
        later: list[Reading] = []
        for reading in readings:
            reading.parent = self._parent(reading.row)
            (later if reading.parent is Wait else ready).append(reading)
        self._load(ready)
        return ready, later

    def _parent(self, row: Row) -> Any:
        text = row.given.get("parent")
        if text is None:
            return DEFAULT
        text = clean_line(text)
        hit = self.matcher.own(row)
        if hit is not None and text == str(hit.parent_id) and self.finder.may_see(hit):
            # Kept as it is, also a parent that the person cannot see.
            return hit.parent_id
        return self.finder.find(text, row) if text not in {"", "0"} else None

    def _load(self, readings: Sequence[Reading]) -> None:
        ids = {reading.parent for reading in readings if type(reading.parent) is int}
        if self.access.company_id:
            ids.add(self.access.company_id)
        self.drafts.load(ids)
        for reading in readings:
            self.matcher.hit_by_id(reading)
        self.drafts.load_names((self.matcher.place(reading), name_key_of(reading)) for reading in readings)
        if self.access.is_superadmin:
            self.drafts.load_parentless(
                reading.name_key for reading in readings if self.matcher.place(reading)[0] == "owner"
            )
        self.drafts.load({draft.parent_id for draft in self.drafts.by_id.values() if draft.parent_id})

    # Deciding

    def propose(self, reading: Reading) -> Proposal:
        """Return what would become of a row, with every problem that it has."""
        mine = self.matcher.match(reading)
        hit = reading.hit
        draft = hit.copy() if hit and mine else Draft.new(self._me, self.at)
        proposal = Proposal(reading, hit, draft, problems=reading.problems)
        if not mine:
            return proposal
        if not hit and not reading.name_key and not any(each.field == "name" for each in proposal.problems):
            proposal.problems.append(Problem("name", missing(NAME)))
        self.layer.lay(proposal)
        if not proposal.problems:
            proposal.changes = diff(values(hit) if hit else {}, values(draft))
        return proposal

    # Ending

    def accept(self, proposal: Proposal) -> Verdict:
        """Let the proposal be so; rows that follow meet the company as it is now."""
        draft, hit = proposal.after, proposal.before
        verdict = Verdict(proposal.row, Result.SAME, draft.name, changes=proposal.changes)
        if hit is None:
            verdict.result = Result.NEW
            self._make(draft, proposal.changes)
        elif proposal.changes:
            verdict.result = Result.CHANGED
            self._change(hit, draft)
        verdict.record_id = draft.pk
        verdict.doubts = self._doubts(proposal)
        self.finder.taken(proposal.row, draft.name_key, draft.pk)
        if word := clean_line(proposal.row.given.get(SOURCE_ID, "")):
            self.writer.external(word, draft.pk)
        return verdict

    def refuse(self, proposal: Proposal) -> Verdict:
        """Leave the row out, with its problems."""
        self.finder.failed(proposal.row, proposal.reading.name_key)
        label = proposal.reading.values.get("name", "")
        return Verdict(proposal.row, Result.ERROR, label, problems=proposal.problems)

    def _make(self, draft: Draft, told: dict[str, list[Any]]) -> None:
        draft.pk = self.run.imagined_id() if self.run.dry else self._ids.pop()
        if draft.parent_id:
            draft.path = f"{self.drafts.by_id[draft.parent_id].prefix}{draft.pk}/"
        self.drafts.put(draft)
        self.writer.make(draft, told)

    def _change(self, hit: Draft, draft: Draft) -> None:
        self.drafts.put(draft)
        self.writer.change(hit, draft)
        if draft.prefix != hit.prefix:
            self.drafts.moved(draft, hit.prefix)

    def _doubts(self, proposal: Proposal) -> list[Problem]:
        draft, note = proposal.after, proposal.row.note
        found = doubts(draft.country, draft.tax_id) if proposal.changes else []
        if proposal.before is None and draft.parent_id is None:
            found.append(self._alone)
        return [Problem("", note), *found] if note else found
