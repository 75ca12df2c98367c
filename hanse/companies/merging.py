"""Making one company of several: the one that stays gets what the others have, they go into the journal."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.companies.actions import KIND, tell, touch, update_company
from hanse.companies.choosing import chosen, flat
from hanse.companies.fields import values_of
from hanse.companies.models import Company, LongChange
from hanse.companies.moves import move, pointing_at, word_of
from hanse.companies.people import check_parent
from hanse.foundation.errors import Forbidden, Refused, Stale
from hanse.foundation.transactions import in_one_transaction
from hanse.imports.models import ExternalId
from hanse.journal.actor import Actor
from hanse.journal.recording import diff

# Whatever points at a company comes along, but while one of these does, it stays.
IN_THE_WAY = {"accounts.User": "company", "companies.LongChange": "company"}
MOST = 5


@in_one_transaction
def merge_companies(
    keep_id: int,
    other_ids: Sequence[int],
    *,
    by: Actor,
    winners: Mapping[str, int] | None = None,
    versions: Mapping[int, int] | None = None,
    lose_sight: bool = False,
) -> Company:
    """
    Let one company stay and take over all that the others have: contacts, subsidiaries, notes, files, other systems' ids.

    `winners` says of a field from which of them its value comes; otherwise the one that stays keeps its own, and what it
    lacks comes from the others. `versions` are those that the person looked at.

    :raises NotFound, Forbidden: as each company says; deleting needs the right to manage.
    :raises Stale: when somebody saved one of them meanwhile.
    :raises Refused: when one cannot go, or its subsidiaries cannot come along.
    :raises WouldLoseSight, Invalid: as `update_company`.
    """
    keep, *others = locked(Company.objects.all(), keep_id, other_ids, by=by, versions=versions or {})
    if not access_of(by.user).may(Right.MANAGE):
        raise Forbidden(_("Merging companies needs the right to manage."))
    raw = chosen(keep.pk, {each.pk: flat(values_of(each)) for each in (keep, *others)}, winners or {})
    for other in others:
        _absorb(keep, other, by)
    if raw:
        # One of them had this owner and this parent: nobody is picked anew. All that hangs from it moves at once, too.
        keep = update_company(
            keep.pk, raw, by=by, lose_sight=lose_sight, returning=True, telling=lambda _moved: None
        )
    touch(keep.pk)
    return keep


def locked(
    rows: Any, keep_id: int, other_ids: Sequence[int], *, by: Actor, versions: Mapping[int, int]
) -> list[Any]:
    """
    Return the records that become one, the one that stays first, each locked and the person's to change.

    :raises NotFound, Forbidden, Stale: as each says.
    :raises Refused: for none or too many others, or the same one twice.
    """
    ids = [keep_id, *other_ids]
    if not 2 <= len(ids) <= MOST or len(set(ids)) != len(ids):
        raise Refused(_("Choose two to %s different records that become one.") % MOST)
    # In one order, so that two who merge the same never wait for each other.
    found = {pk: rows.select_for_update(of=("self",)).get_editable(by.user, pk) for pk in sorted(ids)}
    for pk, record in found.items():
        if versions.get(pk, record.version) != record.version:
            raise Stale(_("Somebody else saved %s meanwhile.") % record, current=record.version)
    return [found[pk] for pk in ids]


def move_external(kind: str, other_id: int, keep_id: int, *, by: Actor) -> None:
    """What other systems call the one that goes, they call the one that stays from now on."""
    move(ExternalId.objects.filter(kind=kind, record_id=other_id), {"record_id": keep_id}, by=by)


def counts_of(user, company: Company) -> dict[str, int]:
    """Return how much would come along from a company, as far as the person may see it, by the words of its tabs."""
    counts = {}
    for model, field in pointing_at(Company, but=IN_THE_WAY):
        rows = model.objects.filter(**{field: company.pk})
        scoped = rows.visible_to(user) if hasattr(rows, "visible_to") else rows
        counts[word_of(model)] = scoped.count()
    return counts


def _absorb(keep: Company, other: Company, by: Actor) -> None:
    """
    Move all that `other` has to `keep`, and delete it.

    The way back reads the journal from the end: the company is there again before what it had, its billing contact last.
    """
    _refuse(keep, other)
    if other.billing_contact_id is not None:
        tell("updated", other, {"billing_contact": [other.billing_contact_id, None]}, by)
        other.billing_contact_id = None
        other.save(update_fields=["billing_contact"])
    for model, field in pointing_at(Company, but=IN_THE_WAY):
        move(model._default_manager.filter(**{field: other.pk}), {field: keep.pk}, by=by)
    move_external(KIND, other.pk, keep.pk, by=by)
    tell("deleted", other, diff(values_of(other), {}), by)
    other.delete()


def _refuse(keep: Company, other: Company) -> None:
    """Say why `other` cannot go, before anything is moved."""
    if keep.prefix.startswith(other.prefix):
        sentence = _("%(keep)s is below %(other)s. Let %(other)s be the one that stays.")
        raise Refused(sentence % {"keep": keep.name, "other": other.name})
    if LongChange.objects.filter(company__in=[keep, other]).exists():
        raise Refused(_("One of them is being moved just now. Try again when that is done."))
    if members := other.members.count():
        raise Refused(_("%s users work for it. Give them another company first.") % members)
    children = other.children.values("name_key")
    if children.exists():
        check_parent(other, keep)
        twin = keep.children.filter(name_key__in=children).first()
        if twin is not None:
            raise Refused(_("Both have a subsidiary called %s. Merge or rename those first.") % twin.name)
