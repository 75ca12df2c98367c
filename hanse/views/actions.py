"""The verbs of saved views. A view belongs to who made it; superadmins may also tend those that everyone sees."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.foundation import fields
from hanse.foundation.errors import BadValue, Forbidden, Invalid, Problem, Stale
from hanse.foundation.fields import Field, clean_all
from hanse.foundation.rooms import room_named
from hanse.foundation.transactions import in_one_transaction
from hanse.journal.actor import Actor
from hanse.journal.recording import Fields, diff, record
from hanse.views.models import SavedView, Shelf

KIND = "saved_view"
MOST = 200
MOST_PINNED = 30
LONGEST = 4000
# The word that names the columns, in the order wanted; no filter of any table.
COLUMNS = "columns"
PAGING = {"limit", "cursor"}
Shared = SavedView.Shared


def _query(raw: Any) -> dict[str, list[str]]:
    """A question, as a query string or as words with their values."""
    if raw in (None, ""):
        return {}
    if isinstance(raw, str):
        raw = parse_qs(raw.lstrip("?"))
    if not isinstance(raw, dict) or len(urlencode(raw, doseq=True)) > LONGEST:
        raise BadValue(_("Write a query string of at most %s characters.") % LONGEST)
    cleaner = fields.line(LONGEST)
    cleaned = {
        str(name): [cleaner(each) for each in (values if isinstance(values, list) else [values])]
        for name, values in raw.items()
    }
    return {name: kept for name, values in cleaned.items() if (kept := [each for each in values if each])}


def _shared(raw: Any) -> str:
    if raw in (None, ""):
        return Shared.NOBODY.value
    if raw not in Shared.values:
        raise BadValue(_("Share with one of: %s.") % ", ".join(Shared.values))
    return str(raw)


FIELDS = (
    Field("list", gettext_lazy("List"), fields.line(40), required=True),
    Field("name", gettext_lazy("Name"), fields.line(80), required=True),
    Field("query", gettext_lazy("Query"), _query),
    Field("shared", gettext_lazy("Shared with"), _shared, kind="choice"),
)


def values_of(view: SavedView) -> dict[str, Any]:
    """Return a view in the words of the API and the journal."""
    return {"list": view.list, "name": view.name, "query": dict(view.query), "shared": view.shared}


def may_change(user, view: SavedView) -> bool:
    """Tell whether `user` may rename, share and delete `view`."""
    return view.owner_id == user.pk or (user.is_superadmin and view.shared == Shared.EVERYONE)


@in_one_transaction
def create_view(
    raw: Mapping[str, Any], *, by: Actor, again: int | None = None, owner: Any = None
) -> SavedView:
    """
    Keep a question under a name; `again` is the id of a deleted one that comes back, to the `owner` it had.

    :raises NotFound: for a list that there is not.
    :raises Invalid: naming every field with a problem.
    """
    values, problems = clean_all(FIELDS, raw, partial=False)
    if not problems and SavedView.objects.filter(owner=by.user).count() >= MOST:
        problems.append(Problem("name", _("You have %s views. Delete one that you no longer use.") % MOST))
    view = SavedView(pk=again, owner=owner or by.user, version=0)
    _lay(view, values, problems, by)
    _store(view)
    _tell("created", view, diff({}, values_of(view)), by)
    return view


@in_one_transaction
def update_view(view_id: int, raw: Mapping[str, Any], *, by: Actor, version: int | None = None) -> SavedView:
    """
    Change the given fields of a view.

    :raises NotFound, Forbidden, Stale, Invalid: as `update_company`.
    """
    view = _locked(view_id, version, by)
    before = values_of(view)
    values, problems = clean_all(FIELDS, raw, partial=True)
    if values.get("list", view.list) != view.list:
        problems.append(Problem("list", _("A view stays with its list.")))
    _lay(view, values, problems, by)
    if changed := diff(before, values_of(view)):
        _store(view)
        _tell("updated", view, changed, by)
    return view


@in_one_transaction
def delete_view(view_id: int, *, by: Actor, version: int | None = None) -> SavedView:
    """
    Delete a view, also from the sidebars of those with whom it was shared.

    :raises NotFound, Forbidden, Stale: as `update_view`.
    """
    view = _locked(view_id, version, by)
    _tell("deleted", view, diff(values_of(view) | {"owner": view.owner_id}, {}), by)
    SavedView.objects.filter(pk=view.pk).delete()
    return view


@transaction.atomic
def keep_view(view_id: int, *, by: Actor, pinned: bool | None = None, opens: bool | None = None) -> SavedView:
    """
    Put a view into one's sidebar, or let the list open with it; None leaves as it is. It is a matter of taste, not of record.

    :raises NotFound: when the person has no such view.
    """
    view = SavedView.objects.get_visible(by.user, view_id)
    shelf = _held_shelf(by)
    if pinned is not None:
        shelf.pinned = [pk for pk in shelf.pinned if pk != view.pk][-MOST_PINNED:] + [view.pk] * pinned
    if opens is not None and (opens or shelf.opens.get(view.list) == view.pk):
        shelf.opens = shelf.opens | {view.list: view.pk if opens else None}
    shelf.save()
    return view


@transaction.atomic
def choose_columns(name: str, columns: list[str] | None, *, by: Actor) -> None:
    """
    Remember the columns of a list for one person; None forgets them, so that he sees what all see.

    :raises NotFound: for a list that there is not.
    """
    room_named(name)
    shelf = _held_shelf(by)
    shelf.columns = shelf.columns | {name: columns or []}
    shelf.save()


def shelf_of(user: Any) -> Shelf:
    """Return what `user` keeps; an empty shelf while he keeps nothing."""
    try:
        return user.shelf
    except Shelf.DoesNotExist:
        return Shelf(user=user)


def _held_shelf(by: Actor) -> Shelf:
    shelf, _made = Shelf.objects.select_for_update().get_or_create(user=by.user)
    # What was read together with the person is out of date from here on.
    by.user.shelf = shelf
    return shelf


def _locked(view_id: int, version: int | None, by: Actor) -> SavedView:
    SavedView.objects.select_for_update().filter(pk=min(view_id, 2**63 - 1)).exists()
    view = SavedView.objects.get_visible(by.user, view_id)
    if not may_change(by.user, view):
        raise Forbidden(_("This view belongs to %s. Save it as a view of your own.") % view.owner)
    if version is not None and version != view.version:
        raise Stale(_("Somebody else saved this view meanwhile."), current=view.version)
    return view


def _lay(view: SavedView, values: Mapping[str, Any], problems: list[Problem], by: Actor) -> None:
    for name, value in values.items():
        setattr(view, name, value)
    if "query" in values and not problems:
        problems += _unreadable(view)
    if "shared" in values:
        problems += _unshareable(view, by)
    same = SavedView.objects.filter(owner=view.owner_id, list=view.list, name__iexact=view.name)
    if "name" in values and same.exclude(pk=view.pk).exists():
        problems.append(Problem("name", _("You already have a view with this name.")))
    if problems:
        raise Invalid(problems)


def _unreadable(view: SavedView) -> list[Problem]:
    table = room_named(view.list).table
    known = (table.words() | {COLUMNS}) - PAGING
    unknown = sorted(set(view.query) - known)
    if unknown:
        sentence = _("There is no such filter; choose one of: %s.") % ", ".join(sorted(known))
        return [Problem("query", f"{', '.join(unknown)}: {sentence}")]
    try:
        table.sort(view.query.get("sort", [""])[-1])
    except Invalid as invalid:
        return [Problem("query", invalid.message)]
    return []


def _unshareable(view: SavedView, by: Actor) -> list[Problem]:
    if view.shared == Shared.EVERYONE and not by.user.is_superadmin:
        return [Problem("shared", _("Only superadmins share with everyone."))]
    if view.shared == Shared.COLLEAGUES and not view.owner.company_id:
        return [Problem("shared", _("You work for no company, so there are no colleagues to share with."))]
    return []


def _store(view: SavedView) -> None:
    view.version += 1
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise Invalid([Problem("name", _("You already have a view with this name."))]) from error


def _tell(verb: str, view: SavedView, changed: Fields, by: Actor) -> None:
    record(verb, kind=KIND, record_id=view.pk, label=view.name, by=by, fields=changed)
