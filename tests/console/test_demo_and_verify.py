"""Demo data, and the checks of what is derived."""

import pytest
from django.db import connection

from hanse.accounts.models import User
from hanse.companies.models import Company
from hanse.console.demo.filling import fill
from hanse.console.main import main
from hanse.contacts.models import Contact
from hanse.customfields.models import CustomField
from hanse.search import index
from hanse.setup.models import VisibilityEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    fill()


def names(queryset) -> set[str]:
    return set(queryset.values_list("name", flat=True))


def test_the_demo_is_the_example_of_the_manual_and_more(demo):
    user1, manager1, user2 = (User.objects.get(username=name) for name in ("user1", "manager1", "user2"))
    a, b = Company.objects.get(name="Customer #A"), Company.objects.get(name="Customer #B")

    assert (a.owner, b.owner, user2.company, user2.profile.name) == (user1, manager1, a, "Support")
    assert Company.objects.visible_to(user2).count() == 0
    assert names(Company.objects.visible_to(user1)) == names(Company.objects.exclude(name="My company"))
    assert b not in Company.objects.editable_by(user1)
    assert b in Company.objects.editable_by(manager1)
    assert not VisibilityEntry.objects.exists()
    assert Company.objects.count() > 30
    assert set(CustomField.Type.values) == set(CustomField.objects.values_list("type", flat=True))


def test_the_demo_logins_are_printed_each_time_and_nothing_is_made_twice(capsys):
    assert main(["demo"]) == 0
    before = (Company.objects.count(), User.objects.count(), Contact.objects.count())
    first = capsys.readouterr().out

    assert main(["demo"]) == 0

    assert capsys.readouterr().out == first
    assert "admin, user1, manager1, user2, api_user" in first
    assert "hanse-demo" in first
    assert (Company.objects.count(), User.objects.count(), Contact.objects.count()) == before


def test_data_of_ones_own_get_no_demo_beside_them(cast, capsys):
    before = Company.objects.count()

    assert main(["demo"]) == 0

    assert "no demo data was added" in capsys.readouterr().out
    assert Company.objects.count() == before


def test_all_is_well_with_the_demo(demo, capsys):
    assert main(["verify"]) == 0
    assert "All is well" in capsys.readouterr().out


def break_path():
    Company.objects.filter(name="Customer #A").update(path="7/7/7/")


def break_loop():
    top, below = (
        Company.objects.get(name="Nordlicht Energie GmbH"),
        Company.objects.get(name="Nordlicht Windpark Husum"),
    )
    Company.objects.filter(pk=top.pk).update(parent=below)


def break_parentless():
    Company.objects.filter(name="My company").update(path="1/")


def break_owner_company():
    Company.objects.filter(name="Customer #A").update(owner_company=None)


def break_owner_company_of_a_parentless():
    Company.objects.filter(name="My company").update(owner_company=1)


def break_sort_name():
    Company.objects.filter(name="Customer #B").update(sort_name="zzz")


def break_tax_key():
    Company.objects.filter(name="Customer #B").update(tax_key="ABC")


def break_search_text():
    Company.objects.filter(name="Customer #B").update(search_text=" nothing")


def break_billing_contact():
    stranger = Contact.objects.exclude(company__name="Alder & Finch Logistics").first()
    Company.objects.filter(name="Alder & Finch Logistics").update(billing_contact=stranger)


def break_custom():
    Company.objects.filter(name="Customer #B").update(custom={"999": "x"})


def break_contact():
    Contact.objects.filter(full_name="Maud Ellery").update(sort_name="zzz")


FAULTS = {
    break_path: "does not follow its parent",
    break_loop: "is its own ancestor",
    break_parentless: "does not follow its parent",
    break_owner_company: "the company of its owner",
    break_owner_company_of_a_parentless: "the company of its owner",
    break_sort_name: "sort_name",
    break_tax_key: "tax_key",
    break_search_text: "search_text",
    break_billing_contact: "billing contact",
    break_custom: "custom field 999",
    break_contact: "Contact",
}


@pytest.mark.parametrize(("fault", "words"), FAULTS.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_verify_finds_each_fault_and_names_the_record(demo, capsys, fault, words):
    fault()

    assert main(["verify"]) == 1

    out = capsys.readouterr().out
    assert words in out
    assert "All is well" not in out


@pytest.mark.django_db(transaction=True)
def test_verify_finds_a_search_index_that_is_not_true_and_migrate_mends_it(demo, capsys):
    table = Company._meta.db_table
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table}_words({table}_words) VALUES ('delete-all')")
    else:
        index.remove(table)

    assert main(["verify"]) == 1
    assert "hanse migrate" in capsys.readouterr().out

    assert main(["migrate"]) == 0
    assert main(["verify"]) == 0
