"""Deciding about rows of companies: what each would make or change, by the same rules as the page, many at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.companies.bulk.drafts import LEDGER, Draft, Drafts, Owner, beside, ledger_words, values
from hanse.companies.bulk.finding import CompanyFinder, NotFoundHere, Wait, find_owners
from hanse.companies.bulk.writing import CompanyWriter, bulk_written
from hanse.companies.doubts import doubts
from hanse.companies.fields import FIELDS, PLAIN, derive, tax_key
from hanse.companies.models import Company, CompanyRole
from hanse.companies.people import check_parent
from hanse.companies.querysets import facts_of
from hanse.companies.rules import decide
from hanse.customfields.values import clean_custom, fields_of
from hanse.foundation.bulk import allot_ids
from hanse.foundation.errors import BadValue, Forbidden, Problem, Refused
from hanse.foundation.fields import clean_all, identifier, missing, moment
from hanse.foundation.text import clean_line, same_key
from hanse.imports.external import MOST as MOST_EXTERNAL
from hanse.imports.external import external_records, keep_external
from hanse.imports.kinds import OUR_ID, SOURCE_ID
from hanse.imports.outcomes import Result, Row, Verdict
from hanse.imports.run import Run
from hanse.journal.recording import diff
from hanse.setup.models import Section

PLAIN_FIELDS = tuple(each for each in FIELDS if each.name in PLAIN)
NAME = FIELDS[0]
DEFAULT = object()
ROLE_KIND = "company_role"


@dataclass(slots=True)
class Reading:
    """A row as far as it can be read by itself; `parent` is an id, None for none, DEFAULT where nothing is given."""

    row: Row
    values: dict[str, Any]
    problems: list[Problem]
    name_key: str
    tax: str
    owner: Owner | None = None
    parent: Any = DEFAULT
    hit: Draft | None = None
    hit_by: str = ""


@dataclass(slots=True)
class Proposal:
    """What would become of a row; nothing has happened yet."""

    reading: Reading
    before: Draft | None
    after: Draft
    changes: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def row(self) -> Row:
        """The row that it is about."""
        return self.reading.row


class CompanyRows:
    """One run's decisions about companies; the calls come in the order that `imports/running.py` says."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.drafts = Drafts(run)
        self.finder = CompanyFinder(run, self.drafts, section=Section.COMPANIES, remembers="parent" in run.targets)
        self._custom = sorted(target for target in run.targets if target.startswith("custom."))
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
        self._me = Owner(self.user.pk, self.user.username, self.access.company_id)
        self._roles = dict(CompanyRole.objects.values_list("pk", "name")) if "role" in self.run.targets else {}
        self._roles_by_name = {same_key(name): pk for pk, name in self._roles.items()}
        self._fields = fields_of("company") if self._custom else []
        self._ids: list[int] = []

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
            roles = {same_key(name): pk for pk, name in CompanyRole.objects.values_list("pk", "name")}
            known = {word: roles[same_key(name)] for word, name in meant.items() if same_key(name) in roles}
            keep_external(self.run.source, ROLE_KIND, known, file_id=self.run.file_id)

    def finish(self, written: int) -> None:
        """Put in order what a run of `written` rows has left to be done."""
        bulk_written(written)

    # Reading

    def read(self, rows: Sequence[Row]) -> list[Reading]:
        """Read rows by themselves, and look up together what they refer to."""
        if not self.run.dry:
            self._ids = allot_ids(Company, len(rows))[::-1]
        readings = [self._read(row) for row in rows]
        self.drafts.load(pk for row in rows if (pk := _own_id(row)))
        self._role_ids = self._external_roles(rows)
        self.finder.prepare(
            (reading.row.given.get("parent", "") for reading in readings),
            {clean_line(word) for reading in readings if (word := reading.row.given.get(SOURCE_ID))},
        )
        find_owner = find_owners(self.user, {reading.row.given.get("owner", "") for reading in readings})
        for reading in readings:
            self._read_owner(reading, find_owner)
        return readings

    def _external_roles(self, rows: Sequence[Row]) -> dict[str, int]:
        words = {clean_line(row.given.get("role", "")) for row in rows} - {"", "0"}
        return external_records(self.run.source, ROLE_KIND, words) if self.run.source and words else {}

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
            row, cleaned, row.problems + problems, same_key(name) if name else "", tax_key(cleaned.get("tax_id", ""))
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
        ready, later = [], []
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
        hit = self._own(row)
        if hit is not None and text == str(hit.parent_id) and self.finder.may_see(hit):
            # Kept as it is, also a parent that the person cannot see.
            return hit.parent_id
        return self.finder.find(text, row) if text not in {"", "0"} else None

    def _load(self, readings: Sequence[Reading]) -> None:
        ids = {reading.parent for reading in readings if type(reading.parent) is int}
        if self.access.company_id:
            ids.add(self.access.company_id)
        self.drafts.load(ids)
        self.drafts.load_taxes(reading.tax for reading in readings)
        for reading in readings:
            self._hit_by_id(reading)
        self.drafts.load_names((self._place(reading), _name_key(reading)) for reading in readings)
        self.drafts.load({draft.parent_id for draft in self.drafts.by_id.values() if draft.parent_id})

    def _place(self, reading: Reading) -> tuple[str, int]:
        """Return where the name of a row's company has to be its own."""
        parent, hit = reading.parent, reading.hit
        if parent is DEFAULT:
            parent = hit.parent_id if hit else self.access.company_id
        if type(parent) is int:
            return "parent", parent
        owner = reading.owner or (hit.owner if hit else self._me)
        return "owner", owner.id

    # Matching

    def _own(self, row: Row) -> Draft | None:
        pk = _own_id(row)
        return self.drafts.by_id.get(pk) if pk else None

    def _hit_by_id(self, reading: Reading) -> None:
        row, word = reading.row, clean_line(reading.row.given.get(SOURCE_ID, ""))
        reading.hit, reading.hit_by = None, ""
        if row.given.get(OUR_ID):
            reading.hit, reading.hit_by = self._own_hit(reading), OUR_ID
        elif word:
            reading.hit, reading.hit_by = self.finder.external(word), SOURCE_ID
        if reading.hit is None and reading.tax and not (row.ours and row.given.get(OUR_ID)):
            reading.hit, reading.hit_by = self.drafts.by_tax.get(reading.tax), "tax_id"

    def _own_hit(self, reading: Reading) -> Draft | None:
        """Find by our id: for sure where the file was exported here, else only where the name agrees."""
        draft = self._own(reading.row)
        if not self.finder.may_see(draft):
            return None
        return draft if reading.row.ours or reading.name_key in {"", draft.name_key} else None

    def _id_problem(self, reading: Reading) -> list[Problem]:
        text = reading.row.given.get(OUR_ID, "").strip()
        if not text or (reading.hit and reading.hit_by == OUR_ID):
            return []
        if reading.row.ours:
            sentence = _("There is no company with the id %s that you can see. Empty the id to make a new one.")
        elif self.finder.may_see(self._own(reading.row)):
            sentence = _("The id %s belongs to another name here. Was the file exported elsewhere? Then empty the id.")
        else:
            return []
        return [Problem(OUR_ID, sentence % text[:40])]

    def _match(self, reading: Reading) -> bool:
        """Find the company of a row: by id, tax ID, or name at its place; False when it is not for this person to change."""
        self._hit_by_id(reading)
        reading.problems += self._id_problem(reading)
        nowhere = isinstance(reading.parent, NotFoundHere) or (reading.row.ours and reading.row.given.get(OUR_ID))
        if reading.hit is None and reading.name_key and not nowhere:
            reading.hit, reading.hit_by = self.drafts.by_name.get((self._place(reading), reading.name_key)), "name"
        if reading.hit is None:
            return True
        decision = decide(self.access, facts_of(reading.hit), Section.COMPANIES)
        if not decision.may_view:
            reading.problems.append(Problem(reading.hit_by, _("This is already in use.")))
        elif not decision.may_modify:
            sentence = _("This is a company that you may see, but not change.")
            reading.problems.append(Problem(reading.hit_by, sentence))
        return decision.may_modify

    def likely(self, reading: Reading) -> Draft | None:
        """Return the company that a row will probably meet, for those who want to read what belongs to it."""
        return reading.hit or self.drafts.by_name.get((self._place(reading), reading.name_key))

    # Deciding

    def propose(self, reading: Reading) -> Proposal:
        """Return what would become of a row, with every problem that it has."""
        mine = self._match(reading)
        hit = reading.hit
        draft = hit.copy() if hit and mine else Draft.new(self._me, self.at)
        proposal = Proposal(reading, hit, draft, problems=reading.problems)
        if not mine:
            return proposal
        if not hit and not reading.name_key and not any(each.field == "name" for each in proposal.problems):
            proposal.problems.append(Problem("name", missing(NAME)))
        self._lay(proposal)
        if not proposal.problems:
            proposal.changes = diff(values(hit) if hit else {}, values(draft))
        return proposal

    def _lay(self, proposal: Proposal) -> None:
        reading, draft, problems = proposal.reading, proposal.after, proposal.problems
        for name in PLAIN:
            if name in reading.values:
                setattr(draft, name, reading.values[name])
        problems += self._lay_role(reading, draft) + self._lay_owner(reading, proposal)
        problems += self._lay_custom(reading, draft) + self._lay_billing(reading, proposal)
        problems += self._lay_parent(reading, proposal)
        derive(draft)
        problems += self._clashes(draft)
        if not proposal.before and reading.values.get("last_activity"):
            draft.last_activity = reading.values["last_activity"]

    def _lay_role(self, reading: Reading, draft: Draft) -> list[Problem]:
        text = clean_line(reading.row.given.get("role", ""))
        if "role" not in reading.row.given:
            return []
        if text in {"", "0"}:
            draft.role_id = None
            return []
        theirs = not reading.row.ours and (self.run.source or SOURCE_ID in reading.row.given)
        found = int(text) if text.isascii() and text.isdigit() and not theirs and len(text) < 18 else None
        if found not in self._roles:
            found = self._roles_by_name.get(same_key(text))
        if theirs and text in self._role_ids:
            found = self._role_ids[text]
        if found not in self._roles:
            names = ", ".join(self._roles.values())
            return [Problem("role", _("There is no role “%(role)s”; choose one of: %(all)s.") % {"role": text[:60], "all": names[:300]})]
        draft.role_id = found
        return []

    def _lay_owner(self, reading: Reading, proposal: Proposal) -> list[Problem]:
        if reading.owner is not None:
            proposal.after.owner = reading.owner
        elif "owner_text" in reading.values:
            login, sentence = reading.values["owner_text"]
            if not proposal.before or proposal.before.owner.username.lower() != login:
                return [Problem("owner", sentence)]
        return []

    def _lay_custom(self, reading: Reading, draft: Draft) -> list[Problem]:
        given = reading.row.given
        raw = {name[7:]: given[name] for name in self._custom if name in given}
        if not raw:
            return []
        draft.custom, problems = clean_custom(self._fields, raw, draft.custom)
        return problems

    def _lay_billing(self, reading: Reading, proposal: Proposal) -> list[Problem]:
        if "billing_contact" not in reading.row.given:
            return []
        try:
            wanted = identifier(clean_line(reading.row.given["billing_contact"]))
        except BadValue as bad:
            return [Problem("billing_contact", bad.message)]
        if proposal.before and wanted == proposal.before.billing_contact_id:
            return []
        contacts = Company._meta.get_field("billing_contact").related_model._default_manager
        if wanted and not (proposal.before and contacts.filter(pk=wanted, company=proposal.before.pk).exists()):
            return [Problem("billing_contact", _("The billing contact must be a contact of this company."))]
        proposal.after.billing_contact_id = wanted
        return []

    def _lay_parent(self, reading: Reading, proposal: Proposal) -> list[Problem]:
        wanted, hit, draft = reading.parent, proposal.before, proposal.after
        if isinstance(wanted, NotFoundHere):
            return [Problem("parent", str(wanted))]
        if wanted is DEFAULT:
            wanted = hit.parent_id if hit else self.access.company_id
        if not hit or wanted != hit.parent_id:
            parent = self.drafts.by_id.get(wanted) if wanted else None
            try:
                check_parent(draft, parent)
            except Refused as refusal:
                return [Problem("parent", refusal.message)]
            draft.parent_id = wanted
            if hit:
                draft.path = f"{parent.prefix}{draft.pk}/" if parent else None
        draft.owner_company = draft.owner.company_id if draft.parent_id else None
        return self._sight(hit, draft) if hit else []

    def _sight(self, hit: Draft, draft: Draft) -> list[Problem]:
        """Nobody loses sight of a company by a row of a file: that wants to be confirmed on its page."""
        if facts_of(hit) == facts_of(draft) or decide(self.access, facts_of(draft), Section.COMPANIES).may_view:
            return []
        changed = "owner" if hit.owner != draft.owner else "parent"
        return [Problem(changed, _("You would no longer see this company; make this change on its page."))]

    def _clashes(self, draft: Draft) -> list[Problem]:
        """Return the uniqueness rules that other companies, visible or not, stand against."""
        problems = []
        other = self.drafts.by_tax.get(draft.tax_key) if draft.tax_key else None
        if other is not None and other.pk != draft.pk:
            problems.append(Problem("tax_id", _("This tax ID is already in use.")))
        other = self.drafts.by_name.get((beside(draft), draft.name_key))
        if other is not None and other.pk != draft.pk:
            problems.append(Problem("name", _("This name is already in use there; add what tells the two apart.")))
        return problems

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
            found.append(Problem("parent", _("Without a parent it is visible to its owner only.")))
        return [Problem("", note), *found] if note else found


def _name_key(reading: Reading) -> str:
    return reading.name_key or (reading.hit.name_key if reading.hit else "")


def _own_id(row: Row) -> int | None:
    text = row.given.get(OUR_ID, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
