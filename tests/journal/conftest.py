"""What the tests of the way back share: every record of the house in a form that compares."""

import pytest

from hanse.accounts.fields import values_of as user_values
from hanse.accounts.models import User
from hanse.activity.models import Activity
from hanse.companies.fields import values_of
from hanse.companies.models import Company, CompanyRole
from hanse.contacts.models import Contact
from hanse.customfields.actions import field_values, section_values
from hanse.customfields.models import CustomField, FieldSection
from hanse.files.models import StoredFile


def house() -> dict:
    """Return all that undoing must bring back: values, access columns, what is searched, notes."""
    companies = Company.objects.select_related("owner")
    return {
        "companies": {
            each.pk: values_of(each)
            | {
                name: getattr(each, name)
                for name in (
                    "path",
                    "owner_company",
                    "search_text",
                    "sort_name",
                    "name_key",
                    "tax_key",
                )
            }
            for each in companies
        },
        "contacts": {
            each.pk: each.values() | {"search": each.search_text, "sort": each.sort_name}
            for each in Contact.objects.all()
        },
        "activities": {
            each.pk: each.values() | {"company": each.company_id, "by_id": each.by_id}
            for each in Activity.objects.all()
        },
        "files": {each.pk: each.values() | {"company": each.company_id} for each in StoredFile.objects.all()},
        "people": {each.pk: user_values(each) for each in User.objects.select_related("profile")},
        "roles": {each.pk: each.name for each in CompanyRole.objects.all()},
        "fields": {each.pk: field_values(each) for each in CustomField.objects.all()},
        "sections": {each.pk: section_values(each) for each in FieldSection.objects.all()},
    }


@pytest.fixture
def snapshot():
    return house
