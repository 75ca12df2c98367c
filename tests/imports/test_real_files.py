"""Done when 3: real files of other systems, without a map, again, and back."""

import pytest

from hanse.companies.models import Company
from hanse.contacts.models import Contact
from hanse.imports.models import Import
from tests.imports.incoming import bring, counts, dry, picture, shared_file, undone


@pytest.mark.parametrize("who", ["admin", "user1"])
def test_northwind_brings_91_companies_and_91_contacts(cast, who):
    by = getattr(cast, who)
    content = shared_file("northwind/customers.csv")
    before = picture()

    told = bring(content, by=by)

    assert (counts(told), told["also"]) == ((91, 0, 0, 0), {"contacts": 91})
    assert told["unmapped"] == ["customerID", "fax"]
    company = Company.objects.get(name="Ana Trujillo Emparedados y helados")
    assert company.address == "Avda. de la Constitución 2222\n05021 México D.F."
    assert (company.country, company.phone, company.owner) == ("MX", "(5) 555-4729", by)
    contact = Contact.objects.get(company=company)
    assert (contact.full_name, contact.position) == ("Ana Trujillo", "Owner")
    assert not Company.objects.filter(address__contains="NULL").exists()

    after = picture()
    assert counts(bring(content, by=by)) == (0, 0, 91, 0)
    assert picture() == after

    assert Import.objects.get(pk=undone(told, by=by).pk).conflicts.count() == 0
    assert picture() == before


def test_maven_brings_85_companies_and_every_parent(cast):
    content = shared_file("maven-crm/accounts.csv")
    before = picture()
    assert counts(dry(content, by=cast.admin)) == (85, 0, 0, 0)
    assert picture() == before

    told = bring(content, by=cast.admin)

    assert counts(told) == (85, 0, 0, 0)
    assert told["unmapped"] == ["sector", "year_established", "revenue", "employees"]
    below = Company.objects.filter(parent__isnull=False, parent__name="Acme Corporation")
    assert below.count() == 4
    assert (
        Company.objects.filter(parent__in=Company.objects.filter(name__in=["Sonron", "Inity"])).count() == 5
    )
    assert Company.objects.get(name="Bluth Company").country == "US"

    after = picture()
    assert counts(bring(content, by=cast.admin)) == (0, 0, 85, 0)
    assert picture() == after

    undone(told, by=cast.admin)
    assert picture() == before


def test_northwind_with_its_ids_is_found_by_them_later(cast):
    bring(shared_file("northwind/customers.csv"), by=cast.admin, source="Northwind")

    told = bring("customerID,companyName\nALFKI,Alfred's New Name\n", by=cast.admin, source="Northwind")

    assert counts(told) == (0, 1, 0, 0)
    assert not Company.objects.filter(name="Alfreds Futterkiste").exists()


def test_the_suppliers_of_northwind_come_too(cast):
    told = bring(shared_file("northwind/suppliers.csv"), by=cast.admin)

    assert told["also"] == {"contacts": 29}
    assert told["created"] + told["rejected"] == 29
