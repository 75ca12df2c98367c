"""
The files of companies and contacts: whoever sees the record sees them, whoever may change it adds and deletes them.

A file of a contact follows the contact: it is hidden where contacts are, and moves to another company with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from hanse.accounts.models import User
from hanse.companies.actions import touch
from hanse.companies.models import Company
from hanse.companies.querysets import CompanyQuerySet, Decision, decision
from hanse.contacts.models import Contact
from hanse.files.errors import TooLarge
from hanse.files.fields import FIELDS
from hanse.files.models import Discarded, StoredFile
from hanse.files.store import MB, Kept, keep, let_go, store
from hanse.files.trash import farewell
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Problem, Refused, Stale
from hanse.foundation.fields import clean_all
from hanse.foundation.transactions import in_one_transaction
from hanse.journal.actor import Actor
from hanse.journal.models import Change
from hanse.journal.recording import diff, record, record_all
from hanse.setup.models import Section

KINDS = ("file", "contact_file")


@dataclass(frozen=True)
class Home:
    """The record whose files are meant: a company, or one of its contacts."""

    company_id: int | None = None
    contact_id: int | None = None

    def visible(self, user) -> "Home":
        """
        Return the record in full, for a person who may see it.

        :raises NotFound: when he may not know of it.
        """
        return self._found(user, "get_visible")

    def editable(self, user, *, hold: bool = False) -> "Home":
        """
        Return the record in full, for a person who may change it; `hold` locks it until the transaction ends.

        :raises NotFound, Forbidden: as the record says.
        """
        return self._found(user, "get_editable", hold=hold)

    def files(self) -> QuerySet[StoredFile]:
        """Return the files of the record, which the caller has found to be visible."""
        if self.contact_id is not None:
            return StoredFile.objects.filter(contact=self.contact_id)
        return StoredFile.objects.filter(company=self.company_id, contact=None)

    def _found(self, user, verb: str, *, hold: bool = False) -> "Home":
        if self.contact_id is not None:
            contacts = Contact.objects.select_for_update(of=("self",)) if hold else Contact.objects.all()
            return Home(getattr(contacts, verb)(user, self.contact_id).company_id, self.contact_id)
        if self.company_id is None:
            raise NotFound(_("There is no such record."))
        companies = Company.objects.select_for_update(no_key=True) if hold else Company.objects.all()
        return Home(getattr(companies, verb)(user, self.company_id).pk)


def with_file_count(companies: CompanyQuerySet) -> CompanyQuerySet:
    """Return the same companies, each with the number of its own files as `file_count`."""
    own = StoredFile.objects.filter(company=OuterRef("pk"), contact=None).order_by().values("company")
    return companies.annotate(file_count=Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0))


def visible_file(user, file_id: int) -> StoredFile:
    """
    Return a file of a record that `user` may see.

    :raises NotFound: when it does not exist or he may not know of it.
    """
    return _with_decision(user, file_id)[0]


def editable_file(user, file_id: int) -> StoredFile:
    """
    Return a file of a record that `user` may change.

    :raises NotFound: as `visible_file`.
    :raises Forbidden: when he may only see it.
    """
    file, may = _with_decision(user, file_id)
    if not may.may_modify:
        raise Forbidden(_("You can see this file, but not change it."))
    return file


def add_file(home: Home, raw: Mapping[str, Any], pieces: Iterable[bytes], *, by: Actor) -> StoredFile:
    """
    Keep a file of a record; `raw` holds its name and perhaps a description.

    The bytes are stored first, outside the transaction: a slow upload holds nobody up, and no row is ever without them.

    :raises NotFound, Forbidden: as the record says, before anything is read.
    :raises Invalid: for an empty file, or a description that is too long.
    :raises TooLarge: beyond the limit of a file or a quota.
    :raises CannotKeep: when the store is full or away.
    """
    home.editable(by.user)
    values, problems = clean_all(FIELDS, raw, partial=False)
    if problems:
        raise Invalid(problems)
    kept = keep(pieces, most=settings.FILE_LIMIT)
    try:
        if not kept.size:
            raise Invalid([Problem("file", _("The file is empty."))])
        return _enter(home, values, kept, by)
    except BaseException:
        # No bytes without a row either; those of a process that dies here are found by the tidy task.
        let_go(kept.key)
        raise


@in_one_transaction
def describe_file(
    file_id: int, raw: Mapping[str, Any], *, by: Actor, version: int | None = None
) -> StoredFile:
    """
    Give a file another name or description.

    :raises NotFound, Forbidden: as its record says.
    :raises Stale: when somebody saved meanwhile.
    :raises Invalid: naming every field with a problem.
    """
    file = _locked(file_id, by, version)
    before = file.values()
    values, problems = clean_all(FIELDS, raw, partial=True)
    if problems:
        raise Invalid(problems)
    for name, value in values.items():
        setattr(file, name, value)
    changed = diff(before, file.values())
    if changed:
        file.version += 1
        file.save()
        touch(file.company_id)
        _tell("updated", file, changed, by)
    return file


@in_one_transaction
def delete_file(file_id: int, *, by: Actor, version: int | None = None) -> StoredFile:
    """
    Delete a file; its bytes stay for 30 days, and its values in the journal, so that it can be restored.

    :raises NotFound, Forbidden, Stale: as `describe_file`.
    """
    file = _locked(file_id, by, version)
    record_all(farewell([file], by=by))
    touch(file.company_id)
    StoredFile.objects.filter(pk=file.pk).delete()
    return file


@in_one_transaction
def restore_file(file_id: int, *, by: Actor) -> StoredFile:
    """
    Bring a deleted file back under its old id.

    :raises NotFound: when none was deleted, or its record is not there for the person.
    :raises Forbidden: when he may not change the record.
    :raises Refused: when its bytes are gone, or it is there again already.
    """
    told = Change.objects.filter(kind__in=KINDS, record_id=file_id, verb="deleted").order_by("-id").first()
    if told is None:
        raise NotFound(_("There is no such file."))
    values = {name: old for name, (old, _new) in told.fields.items()}
    contact = values.get("contact")
    home = Home(told.company_id if contact is None else None, contact).editable(by.user, hold=True)
    if StoredFile.objects.filter(pk=file_id).exists():
        raise Refused(_("This file is not deleted."))
    key = values["key"]
    if not Discarded.objects.filter(key=key).delete()[0] or not store().holds(key):
        raise Refused(_("The content of this file is gone: deleted files are kept for 30 days."))
    file = StoredFile(pk=file_id, company_id=cast(int, home.company_id), contact_id=home.contact_id)
    for name in ("name", "description", "size", "type", "sha256", "key", "by_name", "created_at"):
        setattr(file, name, values.get(name, ""))
    file.by = User.objects.filter(pk=values.get("by") or 0).first()
    file.save(force_insert=True)
    file.refresh_from_db()
    touch(file.company_id)
    _tell("restored", file, diff({}, file.values()), by)
    return file


@in_one_transaction
def _enter(home: Home, values: Mapping[str, Any], kept: Kept, by: Actor) -> StoredFile:
    """Make the row of bytes that are stored; the record is held, so that its quota holds too."""
    home = home.editable(by.user, hold=True)
    _refuse_beyond_quota(home, kept.size)
    file = StoredFile.objects.create(
        company_id=cast(int, home.company_id),
        contact_id=home.contact_id,
        size=kept.size,
        type=kept.type,
        sha256=kept.sha256,
        key=kept.key,
        by=by.user,
        by_name=str(by.user)[:200],
        **values,
    )
    touch(file.company_id)
    _tell("created", file, diff({}, file.values()), by)
    return file


def _refuse_beyond_quota(home: Home, size: int) -> None:
    for files, most, sentence in (
        (
            home.files(),
            settings.FILES_PER_RECORD,
            _("The files of one record may have %s MB together. Delete some first."),
        ),
        (
            StoredFile.objects.all(),
            settings.FILES_TOTAL,
            _("All files together may have %s MB here. Tell a superadmin."),
        ),
    ):
        if most and (files.aggregate(size=Sum("size"))["size"] or 0) + size > most:
            raise TooLarge(sentence % (most // MB))


def _with_decision(
    user, file_id: int, rows: QuerySet[StoredFile] | None = None
) -> tuple[StoredFile, Decision]:
    rows = StoredFile.objects.select_related("company", "contact__company") if rows is None else rows
    file = rows.filter(pk=file_id).first() if 0 < file_id < 2**63 else None
    may = _decision(user, file) if file else None
    if file is None or may is None or not may.may_view:
        raise NotFound(_("There is no such file."))
    return file, may


def _decision(user, file: StoredFile) -> Decision:
    if file.contact is None:
        return decision(user, file.company)
    return decision(user, file.contact.company, Section.CONTACTS)


def _locked(file_id: int, by: Actor, version: int | None) -> StoredFile:
    file, may = _with_decision(by.user, file_id, StoredFile.objects.select_for_update(of=("self",)))
    if not may.may_modify:
        raise Forbidden(_("You can see this file, but not change it."))
    if version is not None and version != file.version:
        raise Stale(_("Somebody else saved this file meanwhile."), current=file.version)
    return file


def _tell(verb: str, file: StoredFile, fields: dict, by: Actor) -> None:
    record(
        verb, kind=file.kind, record_id=file.pk, company_id=file.company_id, label=file.name, by=by, fields=fields,
    )  # fmt: skip
