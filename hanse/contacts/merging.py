"""Making one contact of several: the one that stays gets their notes and files, they go into the journal."""

from collections.abc import Mapping, Sequence

from hanse.companies.actions import release_billing_contact, tell, touch
from hanse.companies.choosing import chosen, flat
from hanse.companies.merging import locked, move_external
from hanse.companies.models import Company
from hanse.companies.moves import move, pointing_at, word_of
from hanse.contacts.actions import KIND, RECORDS
from hanse.contacts.models import Contact
from hanse.foundation.transactions import in_one_transaction
from hanse.journal.actor import Actor
from hanse.journal.recording import diff, record

# Whatever points at a contact comes along; companies that bill to it are seen to one by one.
BILLED = {"companies.Company": "billing_contact"}


@in_one_transaction
def merge_contacts(
    keep_id: int,
    other_ids: Sequence[int],
    *,
    by: Actor,
    winners: Mapping[str, int] | None = None,
    versions: Mapping[int, int] | None = None,
) -> Contact:
    """
    Let one contact stay and take over what the others have; arguments as `merge_companies`.

    :raises NotFound, Forbidden, Stale, Refused, Invalid: as `merge_companies`.
    """
    keep, *others = locked(Contact.objects.all(), keep_id, other_ids, by=by, versions=versions or {})
    raw = chosen(keep.pk, {each.pk: flat(RECORDS.values(each)) for each in (keep, *others)}, winners or {})
    billed = [pk for other in others for pk in _absorb(keep, other, by)]
    if raw:
        keep = RECORDS.update(keep.pk, raw, by=by)
    _bill(billed, keep, by)
    touch(keep.company_id)
    return keep


def counts_of(user, contact: Contact) -> dict[str, int]:
    """Return how much would come along from a contact."""
    return {
        word_of(model): model._default_manager.filter(**{field: contact.pk}).count()
        for model, field in pointing_at(Contact)
    }


def _absorb(keep: Contact, other: Contact, by: Actor) -> list[int]:
    """Move all that `other` has to `keep` and delete it; return the companies that billed to it."""
    billed = list(Company.objects.filter(billing_contact=other).values_list("pk", flat=True))
    release_billing_contact(other.pk, by=by)
    for model, field in pointing_at(Contact):
        rows = model._default_manager.filter(**{field: other.pk})
        move(rows, {field: keep.pk, "company": keep.company_id}, by=by)
    move_external(KIND, other.pk, keep.pk, by=by)
    record(
        "deleted", kind=KIND, record_id=other.pk, company_id=other.company_id, label=other.full_name, by=by,
        fields=diff(RECORDS.values(other), {}),
    )  # fmt: skip
    touch(other.company_id)
    other.delete()
    return billed


def _bill(company_ids: Sequence[int], keep: Contact, by: Actor) -> None:
    """Let the company that billed to one that went bill to the one that stays, where that works for it."""
    companies = Company.objects.select_for_update(no_key=True)
    for company in companies.filter(pk__in={keep.company_id} & set(company_ids), billing_contact=None):
        company.billing_contact_id = keep.pk
        company.version += 1
        company.save(update_fields=["billing_contact", "version"])
        tell("updated", company, {"billing_contact": [None, keep.pk]}, by)
