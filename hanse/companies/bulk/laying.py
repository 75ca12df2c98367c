"""Laying the values of a row over a company, references looked up as far as the person may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hanse.accounts.access import Access
from hanse.companies.bulk.drafts import Draft, Drafts, beside
from hanse.companies.bulk.finding import NotFoundHere
from hanse.companies.bulk.matching import DEFAULT, Reading
from hanse.companies.fields import PLAIN, derive
from hanse.companies.models import Company, CompanyRole
from hanse.companies.people import check_parent
from hanse.companies.querysets import facts_of
from hanse.companies.rules import decide
from hanse.customfields.values import clean_custom, fields_of
from hanse.foundation.errors import BadValue, Problem, Refused
from hanse.foundation.fields import identifier
from hanse.foundation.text import clean_line, same_key
from hanse.imports.external import external_records, keep_external
from hanse.imports.kinds import SOURCE_ID
from hanse.imports.outcomes import Row
from hanse.imports.run import Run
from hanse.setup.models import Section

ROLE_KIND = "company_role"


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


class Layer:
    """Knows what values may refer to: roles, custom fields, and the companies that `drafts` has read."""

    def __init__(self, run: Run, drafts: Drafts) -> None:
        self.run, self.drafts = run, drafts
        self._custom = sorted(target for target in run.targets if target.startswith("custom."))

    def begin(self, access: Access) -> None:
        """Start a chunk: roles and custom fields are read anew."""
        self.access = access
        self._roles = (
            dict(CompanyRole.objects.values_list("pk", "name")) if "role" in self.run.targets else {}
        )
        self._roles_by_name = {same_key(name): pk for pk, name in self._roles.items()}
        self._fields = fields_of("company") if self._custom else []

    def prepare(self, rows: Sequence[Row]) -> None:
        """Look up together what the other system's ids of roles mean."""
        words = {clean_line(row.given.get("role", "")) for row in rows} - {"", "0"}
        known = self.run.source and words
        self._role_ids = external_records(self.run.source, ROLE_KIND, words) if known else {}

    def learn(self, meant: Mapping[str, str]) -> None:
        """Remember what the other system's ids of roles mean, as a person said."""
        roles = {same_key(name): pk for pk, name in CompanyRole.objects.values_list("pk", "name")}
        known = {word: roles[same_key(name)] for word, name in meant.items() if same_key(name) in roles}
        keep_external(self.run.source, ROLE_KIND, known, file_id=self.run.file_id)

    def lay(self, proposal: Proposal) -> None:
        """Lay the values of a row over its company, with every problem that there is."""
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
            return [
                Problem(
                    "role",
                    _("There is no role “%(role)s”; choose one of: %(all)s.")
                    % {"role": text[:60], "all": names[:300]},
                )
            ]
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
        if wanted and not (
            proposal.before and contacts.filter(pk=wanted, company=proposal.before.pk).exists()
        ):
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
        if (
            facts_of(hit) == facts_of(draft)
            or decide(self.access, facts_of(draft), Section.COMPANIES).may_view
        ):
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
            problems.append(
                Problem("name", _("This name is already in use there; add what tells the two apart."))
            )
        return problems
