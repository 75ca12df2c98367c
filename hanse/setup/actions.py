"""Hiding sections and showing them again; every change is journaled."""

from django.db import transaction
from django.utils.translation import gettext as _

from hanse.foundation.errors import Forbidden, Invalid, NotFound, Problem
from hanse.journal.actor import Actor
from hanse.journal.recording import diff, record
from hanse.setup.models import Section, VisibilityEntry

KIND = "visibility"


@transaction.atomic
def hide_section(section: str, *, by: Actor, profile=None, again: int | None = None) -> VisibilityEntry:
    """
    Hide a section from everyone but superadmins, or from the people of one profile. Hiding twice changes nothing.

    `again` is the id of a removed entry that comes back.

    :raises Forbidden: unless a superadmin or the operator's console asks.
    :raises Invalid: for a section that there is not.
    """
    _authorise(by)
    _check(section)
    entry, created = VisibilityEntry.objects.get_or_create(
        section=section, profile=profile, defaults={"pk": again} if again else {}
    )
    if created:
        _note("created", entry.pk, entry, diff({}, _values(entry)), by)
    return entry


@transaction.atomic
def show_section(section: str, *, by: Actor) -> int:
    """
    Show a section again to everyone whose profile lets him in; return how many entries went.

    :raises Forbidden: unless a superadmin or the operator's console asks.
    :raises Invalid: for a section that there is not.
    """
    _authorise(by)
    _check(section)
    entries = list(VisibilityEntry.objects.filter(section=section).select_related("profile"))
    for entry in entries:
        _remove(entry, by)
    return len(entries)


@transaction.atomic
def remove_entry(entry_id: int, *, by: Actor) -> None:
    """
    Take one entry away.

    :raises Forbidden: unless a superadmin or the operator's console asks.
    :raises NotFound: when it is gone already.
    """
    _authorise(by)
    entry = VisibilityEntry.objects.select_related("profile").filter(pk=entry_id).first()
    if entry is None:
        raise NotFound(_("This entry is gone already."))
    _remove(entry, by)


def _remove(entry: VisibilityEntry, by: Actor) -> None:
    record_id = entry.pk
    entry.delete()
    _note("deleted", record_id, entry, diff(_values(entry), {}), by)


def _authorise(by: Actor) -> None:
    if not by.may_administer:
        raise Forbidden(_("Only a superadmin may do this."))


def _check(section: str) -> None:
    if section not in Section.values:
        offered = ", ".join(Section.values)
        raise Invalid([Problem("section", _("Choose one of these sections: %s.") % offered)])


def _values(entry: VisibilityEntry) -> dict:
    return {"section": entry.section, "profile": entry.profile.name if entry.profile else ""}


def _note(verb: str, record_id: int, entry: VisibilityEntry, fields: dict, by: Actor) -> None:
    record(verb, kind=KIND, record_id=record_id, label=str(entry), by=by, fields=fields)
