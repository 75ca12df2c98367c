"""What companies answer when a custom field asks for the values that they hold."""

from django.db.models import F

from hanse.companies.models import Company
from hanse.customfields.actions import Values
from hanse.customfields.models import CustomField
from hanse.journal.actor import Actor
from hanse.journal.recording import change, record_all

BATCH = 500


def count_values(field: CustomField) -> int:
    """Return how many companies hold a value of `field`."""
    return Company.objects.filter(custom__has_key=str(field.pk)).count()


def clear_values(field: CustomField, by: Actor) -> None:
    """Take the value of `field` out of every company, with a journal row each; part of the caller's transaction."""
    holders = Company.objects.filter(custom__has_key=str(field.pk)).select_for_update(of=("self",))
    ids = list(holders.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        _clear(list(Company.objects.filter(pk__in=ids[start : start + BATCH])), str(field.pk), by)


def _clear(companies: list[Company], key: str, by: Actor) -> None:
    rows = []
    for company in companies:
        old = company.custom
        company.custom = {other: value for other, value in old.items() if other != key}
        rows.append(
            change(
                "updated", kind="company", record_id=company.pk, company_id=company.pk, label=company.name, by=by,
                fields={"custom": [old, company.custom]},
            )
        )  # fmt: skip
        company.version = F("version") + 1
    Company.objects.bulk_update(companies, ["custom", "version"])
    record_all(rows)


COMPANY_VALUES = Values(count=count_values, clear=clear_values)
