"""
The verbs of records that belong to a company, for every room that has such: made, changed, deleted and taken back by
whoever may change their company.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.accounts.models import User
from hanse.companies.actions import touch
from hanse.companies.models import Company
from hanse.companies.moves import hand_back
from hanse.customfields.values import clean_custom, fields_of
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Problem, Refused, Stale
from hanse.foundation.fields import Field, clean_all
from hanse.foundation.transactions import in_one_transaction
from hanse.imports.references import blocked
from hanse.journal.actor import Actor
from hanse.journal.earlier import lives
from hanse.journal.models import Change
from hanse.journal.recording import Fields, diff, record_all
from hanse.journal.recording import change as row_of
from hanse.journal.undoing import Undoer, check_unchanged, old_values, values_before_end


def _nothing(record: Any, by: Actor) -> None:
    """Let nothing go along."""


@dataclass(frozen=True)
class Owned:
    """
    The records of one room. Its `fields` are columns of the same name; one of them is `company`, one may be `custom`; one of the
    kind `user` is known by his login.

    `derive` sets what follows from the values. `moved` takes along what hangs from a record that came to another company,
    `leaving` lets go, journaled, of what hangs from one that is about to be deleted.
    """

    kind: str
    section: str
    model: type[Model]
    fields: Sequence[Field]
    derive: Callable[[Any], None]
    moved: Callable[[Any, Actor], None] = _nothing
    leaving: Callable[[Any, Actor], None] = _nothing

    def values(self, record: Any) -> dict[str, Any]:
        """Return a record in the words of the API, the export and the journal."""
        return {each.name: self._value(record, each) for each in self.fields}

    def _value(self, record: Any, field: Field) -> Any:
        if field.kind == "user":
            return getattr(record, field.name).username
        column: Any = self.model._meta.get_field(field.name)
        return getattr(record, column.attname)

    def label(self, name: str) -> str:
        """Return what a field is called."""
        return next((str(each.label) for each in self.fields if each.name == name), name)

    def undoer(self) -> Undoer:
        """Return how each of these verbs is taken back."""
        return Undoer(
            self.kind,
            remove=self._remove,
            put_back=self._put_back,
            bring_back=self._bring_back,
            hand_back=partial(hand_back, self.model),
        )

    @in_one_transaction
    def create(self, raw: Mapping[str, Any], *, by: Actor) -> Any:
        """
        Make a record of a company that the person may change.

        :raises Forbidden: without the right to write, or when he may only see the company.
        :raises Invalid: naming every field with a problem; nothing is written.
        """
        if not access_of(by.user).may(Right.WRITE, self.section):
            raise Forbidden(_("Your profile does not let you do this."))
        record = self.model()
        values, problems = clean_all(self.fields, raw, partial=False)
        self._lay(record, values, problems, by)
        record.save()
        self._tell("created", record, diff({}, self.values(record)), by)
        return record

    @in_one_transaction
    def update(self, pk: int, raw: Mapping[str, Any], *, by: Actor, version: int | None = None) -> Any:
        """
        Change the given fields of a record; `version` as in `update_company`.

        :raises NotFound, Forbidden, Stale, Invalid: as `update_company`.
        """
        record = self._locked(pk, by, version)
        before = self.values(record)
        values, problems = clean_all(self.fields, raw, partial=True)
        self._lay(record, values, problems, by)
        if changed := diff(before, self.values(record)):
            record.version += 1
            record.save()
            if "company" in changed:
                self.moved(record, by)
            self._tell("updated", record, changed, by)
        return record

    @in_one_transaction
    def delete(self, pk: int, *, by: Actor, version: int | None = None) -> None:
        """
        Delete a record with what hangs from it; the journal keeps the values.

        :raises NotFound, Forbidden, Stale: as `update_company`.
        """
        record = self._locked(pk, by, version)
        self.leaving(record, by)
        self._tell("deleted", record, diff(self.values(record), {}), by)
        record.delete()

    def rows(self) -> Any:
        """Return all the records; whoever asks narrows them."""
        return self.model._default_manager.all()

    def _locked(self, pk: int, by: Actor, version: int | None = None) -> Any:
        record = self.rows().select_for_update(of=("self",)).get_editable(by.user, pk)
        if version is not None and version != record.version:
            raise Stale(_("Somebody else saved this record meanwhile."), current=record.version)
        return record

    def _lay(self, record: Any, values: dict[str, Any], problems: list[Problem], by: Actor) -> None:
        custom = values.pop("custom", None)
        if custom is not None:
            record.custom, more = clean_custom(fields_of(self.kind), custom, record.custom)
            problems = [*problems, *more]
        company = values.pop("company", record.company_id)
        for name, value in values.items():
            setattr(record, name, value)
        if company != record.company_id:
            try:
                record.company = Company.objects.get_editable(by.user, company, section=self.section)
            except NotFound:
                missing = _("There is no company with the id %s that you can see.") % company
                problems = [*problems, Problem("company", missing)]
        if problems:
            raise Invalid(problems)
        self.derive(record)

    def _tell(self, verb: str, record: Any, fields: Fields, by: Actor) -> None:
        self._row(verb, record, fields, by).save()
        touch(record.company_id)

    def _row(self, verb: str, record: Any, fields: Fields, by: Actor) -> Change:
        return row_of(
            verb, kind=self.kind, record_id=record.pk, company_id=record.company_id, label=str(record), by=by,
            fields=fields,
        )  # fmt: skip

    def _remove(self, change: Change, by: Actor) -> None:
        record = self._locked(change.about, by)
        check_unchanged(change, self.values(record), self.label)
        if blocked(self.model, [record.pk]):
            raise Refused(_("Something belongs to it by now: notes, files, or a company that bills to it."))
        self.delete(record.pk, by=by)

    def _put_back(self, change: Change, by: Actor) -> None:
        record = self._locked(change.about, by)
        self.update(record.pk, old_values(change, self.values(record), self.label), by=by)

    def _bring_back(self, changes: Sequence[Change], by: Actor) -> None:
        ids = [change.about for change in changes]
        if self.rows().filter(pk__in=ids).exists():
            raise Refused(_("It is there already."))
        known = lives(self.kind, ids)
        companies = self._hosts(by, {values_before_end(change)["company"] for change in changes})
        records = [self._again(change, companies, known[change.about]) for change in changes]
        self.rows().bulk_create(records, batch_size=500)
        record_all(self._row("created", each, diff({}, self.values(each)), by) for each in records)
        for pk in companies:
            touch(pk)

    def _again(self, change: Change, companies: Mapping[int, Company], life: Any) -> Any:
        values = values_before_end(change)
        record: Any = self.model(pk=change.about, company=companies[values.pop("company")])
        record.created_at, record.version = life
        for each in self.fields:
            value = values.get(each.name)
            if each.kind == "user":
                setattr(record, each.name, User.objects.get(username__iexact=value))
            elif value is not None:
                column: Any = self.model._meta.get_field(each.name)
                setattr(record, column.attname, column.to_python(value))
        if "custom" in values:
            # Values of a field that was deleted since went with the field.
            keys = {str(field.pk) for field in fields_of(self.kind)}
            record.custom = {key: value for key, value in record.custom.items() if key in keys}
        self.derive(record)
        return record

    def _hosts(self, by: Actor, ids: set[int]) -> dict[int, Company]:
        """Return the companies that something returns to, held; the person must be able to change each."""
        companies = Company.objects.select_for_update(no_key=True)
        found = {}
        for pk in sorted(ids):
            try:
                found[pk] = companies.get_editable(by.user, pk, section=self.section)
            except NotFound as gone:
                raise Refused(_("Its company is not there any more; bring that one back first.")) from gone
        return found
