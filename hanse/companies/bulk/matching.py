"""Which company a row means: by id, by tax ID, or by its name where it belongs."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hanse.accounts.access import Access
from hanse.companies.bulk.drafts import Draft, Drafts, Owner
from hanse.companies.bulk.finding import CompanyFinder, NotFoundHere
from hanse.companies.querysets import facts_of
from hanse.companies.rules import decide
from hanse.foundation.errors import Problem
from hanse.foundation.text import clean_line
from hanse.imports.kinds import OUR_ID, SOURCE_ID
from hanse.imports.outcomes import Row
from hanse.setup.models import Section

DEFAULT = object()


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


class Matcher:
    """Finds the companies of rows among those that `drafts` has read."""

    def __init__(self, drafts: Drafts, finder: CompanyFinder) -> None:
        self.drafts, self.finder = drafts, finder

    def begin(self, access: Access, me: Owner) -> None:
        """Start a chunk with the rights of the moment."""
        self.access, self._me = access, me

    def place(self, reading: Reading) -> tuple[str, int]:
        """Return where the name of a row's company has to be its own."""
        parent, hit = reading.parent, reading.hit
        if parent is DEFAULT:
            parent = hit.parent_id if hit else self.access.company_id
        if type(parent) is int:
            return "parent", parent
        owner = reading.owner or (hit.owner if hit else self._me)
        return "owner", owner.id

    def own(self, row: Row) -> Draft | None:
        """Return the company with the id of a row, seen or not."""
        pk = own_id(row)
        return self.drafts.by_id.get(pk) if pk else None

    def hit_by_id(self, reading: Reading) -> None:
        """Find by our id, by the other system's, or by tax ID."""
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
        draft = self.own(reading.row)
        if draft is None or not self.finder.may_see(draft):
            return None
        return draft if reading.row.ours or reading.name_key in {"", draft.name_key} else None

    def _id_problem(self, reading: Reading) -> list[Problem]:
        text = reading.row.given.get(OUR_ID, "").strip()
        if not text or (reading.hit and reading.hit_by == OUR_ID):
            return []
        if reading.row.ours:
            sentence = _(
                "There is no company with the id %s that you can see. Empty the id to make a new one."
            )
        elif self.finder.may_see(self.own(reading.row)):
            sentence = _(
                "The id %s belongs to another name here. Was the file exported elsewhere? Then empty the id."
            )
        else:
            return []
        return [Problem(OUR_ID, sentence % text[:40])]

    def match(self, reading: Reading) -> bool:
        """Find the company of a row: by id, tax ID, or name at its place; False when it is not for this person to change."""
        self.hit_by_id(reading)
        reading.problems += self._id_problem(reading)
        nowhere = isinstance(reading.parent, NotFoundHere) or (
            reading.row.ours and reading.row.given.get(OUR_ID)
        )
        if reading.hit is None and reading.name_key and not nowhere:
            reading.hit, reading.hit_by = self._named(reading), "name"
        if reading.hit is None:
            return True
        decision = decide(self.access, facts_of(reading.hit), Section.COMPANIES)
        if not decision.may_view:
            reading.problems.append(Problem(reading.hit_by, _("This is already in use.")))
        elif not decision.may_modify:
            sentence = _("This is a company that you may see, but not change.")
            reading.problems.append(Problem(reading.hit_by, sentence))
        return decision.may_modify

    def _named(self, reading: Reading) -> Draft | None:
        """Find by name at its place; without parent and owner given, a superadmin also means the company of somebody else."""
        place = self.place(reading)
        exact = self.drafts.by_name.get((place, reading.name_key))
        if exact is not None or place[0] == "parent" or reading.row.given.get("owner", "").strip():
            return exact
        others = self.drafts.parentless(reading.name_key) if self.access.is_superadmin else []
        if len(others) > 1:
            sentence = _(
                "%s companies without parent have this name; write the owner of the one that is meant."
            )
            reading.problems.append(Problem("name", sentence % len(others)))
        return others[0] if len(others) == 1 else None

    def likely(self, reading: Reading) -> Draft | None:
        """Return the company that a row will probably meet, for those who want to read what belongs to it."""
        found = self.drafts.by_name.get((self.place(reading), reading.name_key))
        others = self.drafts.parentless(reading.name_key)
        return reading.hit or found or (others[0] if len(others) == 1 else None)


def name_key_of(reading: Reading) -> str:
    """Return the name that a row's company will have."""
    return reading.name_key or (reading.hit.name_key if reading.hit else "")


def own_id(row: Row) -> int | None:
    """Return the id of a row, if it is written as one."""
    text = row.given.get(OUR_ID, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
