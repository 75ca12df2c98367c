"""
Files of records that belong to a company, for every room that has such, by its own verbs: a check takes its rows back.

Some thousands of rows are a matter of seconds; a room whose files are larger writes them in bulk, as contacts do.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.accounts.access import Right, access_of
from hanse.companies.bulk.drafts import Drafts
from hanse.companies.bulk.finding import CompanyFinder, NotFoundHere
from hanse.companies.importing import custom_targets
from hanse.companies.owned_records import Owned
from hanse.customfields.values import fields_of
from hanse.foundation.errors import DomainError, Invalid, Problem
from hanse.foundation.fields import missing
from hanse.foundation.table import Column
from hanse.foundation.text import clean_line
from hanse.imports.external import external_records, keep_external
from hanse.imports.installation import mark
from hanse.imports.kinds import INSTALLATION, OUR_ID, SOURCE_ID, ImportKind, Target
from hanse.imports.outcomes import Result, Row, Verdict
from hanse.imports.run import Run
from hanse.journal.recording import diff

CUSTOM = "custom."


class OwnedRows:
    """One run's decisions about a file; `key` is the field by which a company's records are told apart."""

    def __init__(self, owned: Owned, key: str, run: Run) -> None:
        self._owned, self._key, self._run = owned, key, run
        self._drafts = Drafts(run)
        self._finder = CompanyFinder(run, self._drafts, section=owned.section, remembers=False)
        self._names = {each.name for each in owned.fields} - {"company", "custom"}

    def begin(self) -> None:
        """Start a chunk: rights are read anew."""
        access = access_of(self._run.user)
        self._drafts.clear()
        self._finder.begin(access, access.company_id)

    def learn(self, target: str, meant: Mapping[str, str]) -> None:
        """Nothing to remember: such records refer to companies only, which have ids of their own."""

    def take(self, rows: Sequence[Row]) -> tuple[list[Verdict], list[Row]]:
        """Decide about rows by doing what they say; none has to wait."""
        self._finder.prepare(row.given.get("company", "") for row in rows)
        words = {clean_line(row.given.get(SOURCE_ID, "")) for row in rows} - {""}
        source = self._run.source
        self._external = external_records(source, self._owned.kind, words) if source and words else {}
        with transaction.atomic():
            verdicts = [self._decide(row) for row in rows]
            if self._run.dry or self._run.replaying:
                transaction.set_rollback(True)
        return verdicts, []

    def give_up(self, rows: Sequence[Row]) -> list[Verdict]:
        """Nothing waits here."""
        return []

    def write(self) -> None:
        """Everything is written as it is decided."""

    def settle(self) -> None:
        """Later chunks need nothing of this one."""

    def finish(self, written: int) -> None:
        """Nothing is left to be done."""

    def _decide(self, row: Row) -> Verdict:
        raw: dict[str, Any] = {name: row.given[name] for name in self._names if name in row.given}
        own = {name: text for name, text in row.given.items() if name.startswith(CUSTOM)}
        if own:
            raw["custom"] = {name.removeprefix(CUSTOM): text for name, text in own.items()}
        label = clean_line(row.given.get(self._key, ""))
        try:
            return self._do(row, raw | self._company(row))
        except Invalid as invalid:
            return Verdict(row, Result.ERROR, label, problems=invalid.problems)
        except DomainError as refusal:
            return Verdict(row, Result.ERROR, label, problems=[Problem("", refusal.message)])

    def _do(self, row: Row, raw: dict[str, Any]) -> Verdict:
        owned, by = self._owned, self._run.by
        hit = self._hit(row, raw)
        if hit is None:
            record, changes, result = owned.create(raw, by=by), {}, Result.NEW
        else:
            before = owned.values(hit)
            record = owned.update(hit.pk, raw, by=by)
            changes = diff(before, owned.values(record))
            result = Result.CHANGED if changes else Result.SAME
        word = clean_line(row.given.get(SOURCE_ID, ""))
        if word and self._run.source:
            keep_external(self._run.source, owned.kind, {word: record.pk}, file_id=self._run.file_id)
        doubts = [Problem("", row.note)] if row.note else []
        return Verdict(row, result, str(record), record.pk, changes=changes, doubts=doubts)

    def _company(self, row: Row) -> dict[str, Any]:
        text = clean_line(row.given.get("company", ""))
        if not text:
            return {}
        found = self._finder.find(text, row)
        if isinstance(found, NotFoundHere):
            raise Invalid([Problem("company", str(found))])
        return {"company": found}

    def _hit(self, row: Row, raw: Mapping[str, Any]) -> Any:
        """Find the record of a row: by our id where the file was exported here, by the other system's, by its key."""
        rows = self._owned.rows().visible_to(self._run.user)
        ours = row.given.get(OUR_ID, "").strip()
        if row.ours and ours:
            hit = rows.filter(pk=int(ours)).first() if ours.isdecimal() and len(ours) < 19 else None
            if hit is None:
                sentence = _(
                    "There is no record with the id %s that you can see. Empty the id to make a new one."
                )
                raise Invalid([Problem(OUR_ID, sentence % ours[:40])])
            return hit
        known = self._external.get(clean_line(row.given.get(SOURCE_ID, "")))
        if known is not None:
            return rows.filter(pk=known).first()
        key = clean_line(str(raw.get(self._key) or ""))
        if "company" not in raw:
            declared = next(each for each in self._owned.fields if each.name == "company")
            raise Invalid([Problem("company", missing(declared))])
        return rows.filter(company=raw["company"], **{self._key: key}).first() if key else None


class OwnedUndoer:
    """Puts old values back and deletes what was made, by the room's own verbs."""

    def __init__(self, owned: Owned) -> None:
        self.kind, self._owned = owned.kind, owned

    def restore(self, old: Mapping[int, Mapping[str, Any]], *, run: Run) -> dict[int, str]:
        """Put old values back; return {id: why not} for those that stay. Part of the caller's transaction."""
        return self._each(old, lambda pk: self._owned.update(pk, self._all_of(pk, old[pk]), by=run.by))

    def remove(self, ids: Sequence[int], *, run: Run) -> dict[int, str]:
        """Delete what the import made; return {id: why not} for those that stay. Part of the caller's transaction."""
        return self._each(ids, lambda pk: self._owned.delete(pk, by=run.by))

    def settle(self, file_id: int) -> None:
        """Such records have nothing beside their values."""

    def _all_of(self, pk: int, old: Mapping[str, Any]) -> dict[str, Any]:
        """Return old values as the verb takes them: a custom value that was not there goes."""
        if "custom" not in old:
            return dict(old)
        held = self._owned.rows().filter(pk=pk).values_list("custom", flat=True).first() or {}
        return dict(old) | {"custom": dict.fromkeys(held, "") | old["custom"]}

    def _each(self, ids: Any, verb: Any) -> dict[int, str]:
        stay = {}
        for pk in ids:
            try:
                verb(pk)
            except DomainError as refusal:
                stay[pk] = refusal.message
        return stay


def export_columns(owned: Owned) -> list[Column]:
    """Return the columns of an export beside the table's: custom fields, and where the ids mean something."""
    here = mark()
    custom = [_custom_column(str(each.pk), each.label) for each in fields_of(owned.kind)]
    return [*custom, Column("installation", _("Installation"), lambda record: here)]


def _custom_column(key: str, label: str) -> Column:
    return Column(
        f"{label} (custom {key})", label, lambda record: record.custom.get(key, ""), word=f"{CUSTOM}{key}"
    )


def import_of(owned: Owned, *, name: str, label: Any, one: Any, key: str) -> ImportKind:
    """Return the import of a room: its fields by their labels, and what the installation added to them."""
    fields = [each for each in owned.fields if each.name != "custom"]
    has_custom = len(fields) < len(owned.fields)
    base = [
        *(Target(each.name, each.label, (each.name.replace("_", " "),), required=each.required) for each in fields),
        Target(OUR_ID, gettext_lazy("ID in this installation")),
        Target(INSTALLATION, gettext_lazy("Installation of the export")),
        Target(SOURCE_ID, gettext_lazy("ID in the other system"), ("id", "record id", "external id")),
    ]  # fmt: skip
    own = (OUR_ID, *(each.name for each in fields), INSTALLATION)
    return ImportKind(
        name=name,
        label=label,
        one=one,
        section=owned.section,
        may_import=lambda user: access_of(user).may(Right.WRITE, owned.section),
        targets=lambda: [*(custom_targets(owned.kind) if has_custom else []), *base],
        positional=tuple(each.name for each in fields),
        more_positional=tuple,
        own={word: word for word in own},
        legacy={},
        legacy_signs=(),
        prefixes=(),
        open=partial(OwnedRows, owned, key),
        compose=lambda given: given,
        repair=lambda cells: (cells, "", -1),
        undoers=(OwnedUndoer(owned),),
    )
