"""Checking what is derived: each function yields a sentence for everything in the companies that does not hold."""

from collections.abc import Iterator

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from hanse.companies.fields import derive
from hanse.companies.models import Company
from hanse.customfields.models import CustomField

CHUNK = 2000
DERIVED = ("sort_name", "name_key", "tax_key", "search_text")
# What `derive` reads.
SOURCES = ("name", "tax_id", "address", "email", "website", "phone", "country")


def wrong_companies() -> Iterator[str]:
    """Yield every disagreement between the companies' derived columns and what they are derived from."""
    yield from _wrong_paths()
    yield from _wrong_owner_companies()
    yield from _wrong_texts()
    yield from _wrong_billing_contacts()
    yield from _unknown_fields()


def _wrong_paths() -> Iterator[str]:
    text = TextField()
    without_parent = Concat(Cast("parent_id", text), Value("/"), output_field=text)
    above = Coalesce("parent__path", without_parent, output_field=text)
    right = Concat(above, Cast("id", text), Value("/"), output_field=text)
    # Every path right beside its parent's: then all are right from the top, and there can be no loop.
    wrong = Company.objects.filter(
        Q(parent__isnull=True, path__isnull=False)
        | Q(parent__isnull=False, path__isnull=True)
        | (Q(parent__isnull=False) & ~Q(path=right))
    )
    for company in wrong.order_by("id").iterator(CHUNK):
        if _in_loop(company):
            yield f"Company {company.pk} ({company}) is its own ancestor: its parents go round in a loop."
        else:
            yield f"Company {company.pk} ({company}): the path “{company.path}” does not follow its parent."


def _in_loop(company: Company) -> bool:
    seen, above = {company.pk}, company.parent_id
    while above is not None and above not in seen:
        seen.add(above)
        above = Company.objects.values_list("parent_id", flat=True).get(pk=above)
    return above == company.pk


def _wrong_owner_companies() -> Iterator[str]:
    # Spelt out, because in SQL null neither equals nor differs from null.
    kept, right = Q(owner_company__isnull=False), Q(parent__isnull=False, owner__company__isnull=False)
    wrong = (kept & ~right) | (~kept & right) | (kept & right & ~Q(owner_company=F("owner__company")))
    rows = Company.objects.filter(wrong).select_related("owner")
    for company in rows.order_by("id").iterator(CHUNK):
        follows = company.owner.company_id if company.parent_id else None
        yield (
            f"Company {company.pk} ({company}): the company of its owner is noted as {company.owner_company}, "
            f"and is {follows}."
        )


def _wrong_texts() -> Iterator[str]:
    rows = Company.objects.only("id", *SOURCES, *DERIVED).order_by("id")
    for company in rows.iterator(CHUNK):
        kept = {name: getattr(company, name) for name in DERIVED}
        derive(company)
        for name in DERIVED:
            if getattr(company, name) != kept[name]:
                yield f"Company {company.pk} ({company}): {name} is “{kept[name][:60]}” and does not follow its values."


def _wrong_billing_contacts() -> Iterator[str]:
    wrong = Company.objects.filter(billing_contact__isnull=False).exclude(billing_contact__company=F("id"))
    for company in wrong.order_by("id").iterator(CHUNK):
        yield f"Company {company.pk} ({company}): its billing contact belongs to another company."


def _unknown_fields() -> Iterator[str]:
    known = {str(pk) for pk in CustomField.objects.filter(target="company").values_list("pk", flat=True)}
    rows = Company.objects.exclude(custom={}).only("id", "name", "custom").order_by("id")
    for company in rows.iterator(CHUNK):
        for key in company.custom.keys() - known:
            yield f"Company {company.pk} ({company}): holds a value of the custom field {key}, which there is not."
