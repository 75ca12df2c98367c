"""The way back of contacts, of what was noted, and of files."""

from collections.abc import Sequence
from functools import partial
from typing import cast

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from hanse.accounts.models import User
from hanse.activity.models import Activity
from hanse.companies.models import Company
from hanse.companies.moves import hand_back
from hanse.contacts.actions import RECORDS
from hanse.contacts.files import delete_file, describe_file, editable_file, restore_file
from hanse.contacts.models import Contact
from hanse.files.fields import FIELDS as FILE_FIELDS
from hanse.files.models import StoredFile
from hanse.foundation.errors import NotFound, Refused
from hanse.journal.actor import Actor
from hanse.journal.models import Change
from hanse.journal.recording import change as row_of
from hanse.journal.recording import diff, record, record_all
from hanse.journal.undoing import Undoer, check_unchanged, old_values, values_before_end

LABELS = {field.name: field.label for field in FILE_FIELDS}


def label_of(name: str) -> str:
    """Return what a field of a file is called."""
    return str(LABELS.get(name, name))


def _remove_activity(change: Change, by: Actor) -> None:
    entry = Activity.objects.select_for_update(of=("self",)).filter(pk=change.about).first()
    if entry is None:
        raise NotFound(_("It is not there any more."))
    _check_place(by, entry.company_id, entry.contact_id)
    check_unchanged(change, entry.values())
    record(
        "deleted", kind="activity", record_id=entry.pk, company_id=entry.company_id, label=entry.text[:80], by=by,
        fields=diff(entry.values(), {}),
    )  # fmt: skip
    entry.delete()


def _bring_activities_back(changes: Sequence[Change], by: Actor) -> None:
    ids = [change.about for change in changes]
    if Activity.objects.filter(pk__in=ids).exists():
        raise Refused(_("It is there already."))
    writers = dict(
        Change.objects.filter(kind="activity", record_id__in=ids, verb="created").values_list(
            "record_id", "by_id"
        )
    )
    people = User.objects.in_bulk({pk for pk in writers.values() if pk})
    for place in dict.fromkeys(
        (change.company_id, values_before_end(change).get("contact")) for change in changes
    ):
        _check_place(by, *place)
    entries = [_activity_again(change, people.get(writers.get(change.about))) for change in changes]
    Activity.objects.bulk_create(entries, batch_size=500)
    record_all(
        row_of(
            "created", kind="activity", record_id=each.pk, company_id=each.company_id, label=each.text[:80], by=by,
            fields=diff({}, each.values()),
        )
        for each in entries
    )  # fmt: skip


def _activity_again(change: Change, writer: User | None) -> Activity:
    values = values_before_end(change)
    entry = Activity(
        pk=change.about, company_id=cast(int, change.company_id), contact_id=values.get("contact"), by=writer
    )
    entry.kind, entry.text, entry.by_name = values["kind"], values["text"], values.get("by") or ""
    entry.at = parse_datetime(values["at"]) or change.at
    return entry


def _check_place(by: Actor, company_id: int | None, contact_id: int | None) -> None:
    """Check that the person may change the record that something is noted on, and that its company is there."""
    if contact_id is not None:
        Contact.objects.get_editable(by.user, contact_id)
    else:
        Company.objects.get_editable(by.user, company_id or 0)
    if not Company.objects.filter(pk=company_id or 0).exists():
        raise Refused(_("Its company is not there any more; bring that one back first."))


def _remove_file(change: Change, by: Actor) -> None:
    file = editable_file(by.user, change.about)
    check_unchanged(change, file.values(), label_of)
    delete_file(file.pk, by=by)


def _put_file_back(change: Change, by: Actor) -> None:
    file = editable_file(by.user, change.about)
    describe_file(file.pk, old_values(change, file.values(), label_of), by=by, version=file.version)


def _bring_files_back(changes: Sequence[Change], by: Actor) -> None:
    for change in changes:
        restore_file(change.about, by=by)


CONTACT = RECORDS.undoer()
_activities_moved, _files_moved = partial(hand_back, Activity), partial(hand_back, StoredFile)
ACTIVITY = Undoer(
    "activity", remove=_remove_activity, bring_back=_bring_activities_back, hand_back=_activities_moved
)
FILE, CONTACT_FILE = (
    Undoer(
        kind,
        remove=_remove_file,
        put_back=_put_file_back,
        bring_back=_bring_files_back,
        hand_back=_files_moved,
    )
    for kind in ("file", "contact_file")
)
