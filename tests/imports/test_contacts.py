"""Contacts out of files, alone and beside their company."""

import pytest

from hanse.companies.models import Company
from hanse.contacts.models import Contact
from hanse.foundation.errors import Forbidden
from hanse.journal.models import Change
from hanse.setup.models import Section, VisibilityEntry
from tests.factories import make_company, make_contact, make_user
from tests.imports.incoming import bring, counts, dry, start


def person(name: str) -> Contact:
    return Contact.objects.select_related("company").get(full_name=name)


def test_a_contact_names_its_company_by_id_or_by_name(cast):
    told = bring(
        f"company,name,email\n{cast.customer_a.pk},Ann,ann@a.com\nCustomer #A,Bob,bob@a.com\n",
        by=cast.user1,
        kind="contacts",
    )

    assert counts(told) == (2, 0, 0, 0)
    assert {person("Ann").company, person("Bob").company} == {cast.customer_a}


def test_first_and_last_name_are_joined(cast):
    bring("company;first name;surname;job title\nCustomer #A;Ann;Lee;CEO\n", by=cast.user1, kind="contacts")

    assert person("Ann Lee").position == "CEO"


def test_a_contact_is_found_by_its_e_mail_in_the_company(cast):
    make_contact("Ann", company=cast.customer_a, by=cast.user1, email="ann@a.com")

    told = bring("company,name,email\nCustomer #A,Ann Lee,ANN@a.com\n", by=cast.user1, kind="contacts")

    assert counts(told) == (0, 1, 0, 0)
    assert person("Ann Lee").email == "ANN@a.com"


def test_else_by_its_full_name_in_the_company(cast):
    make_contact("Ann", company=cast.customer_a, by=cast.user1, email="ann@a.com")
    make_contact("Ann", company=cast.my_company, by=cast.admin)

    told = bring("company,name,email,phone\nCustomer #A,ann,new@a.com,1\n", by=cast.user1, kind="contacts")

    assert counts(told) == (0, 1, 0, 0)
    assert Contact.objects.get(company=cast.customer_a).email == "new@a.com"


def test_one_name_with_two_e_mails_in_one_file_is_two_people(cast):
    content = "company,name,email\nCustomer #A,John Smith,j1@a.com\nCustomer #A,John Smith,j2@a.com\n"

    assert counts(bring(content, by=cast.user1, kind="contacts")) == (2, 0, 0, 0)
    assert counts(bring(content, by=cast.user1, kind="contacts")) == (0, 0, 2, 0)


def test_two_hits_are_an_error(cast):
    for phone in "12":
        make_contact("Ann", company=cast.customer_a, by=cast.user1, phone=phone)

    told = bring("company,name,phone\nCustomer #A,Ann,3\n", by=cast.user1, kind="contacts")

    assert counts(told) == (0, 0, 0, 1)
    assert "2 contacts of this company fit" in told["errors"][0]["message"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Nobody,Ann", "company"),
        (",Ann", "company"),
        ("Customer #A,", "name"),
        ("Customer #B,Ann", "company"),
    ],
)
def test_what_is_missing_unknown_or_not_to_be_changed_is_an_error_in_its_cell(cast, row, column):
    told = bring(f"company,name\n{row}\n", by=cast.user1, kind="contacts")

    assert counts(told) == (0, 0, 0, 1)
    assert told["errors"][0]["column"] == column


def test_an_invisible_company_looks_like_one_that_does_not_exist(cast):
    secret = make_company("Secret", by=cast.admin, parent=None)

    told = bring(
        f"company,name\nSecret,A\nNobody,A\n{secret.pk},A\n98765,A\n", by=cast.user1, kind="contacts"
    )

    by_name, none, by_id, no_id = (error["message"] for error in told["errors"])
    assert by_name.replace("Secret", "x") == none.replace("Nobody", "x")
    assert by_id.replace(str(secret.pk), "x") == no_id.replace("98765", "x")


def test_contacts_hidden_means_no_import_of_contacts(cast):
    VisibilityEntry.objects.create(section=Section.CONTACTS)

    with pytest.raises(Forbidden):
        start("company,name\nCustomer #A,Ann\n", by=cast.user1, kind="contacts")


def test_contacts_hidden_means_no_contacts_beside_companies(cast):
    VisibilityEntry.objects.create(section=Section.CONTACTS)

    told = bring("company,contact person\nNew,Ann\nBare,\n", by=cast.user1)

    assert counts(told) == (1, 0, 0, 1)
    assert not Company.objects.filter(name="New").exists()


def test_companies_and_their_contacts_may_stand_in_one_row(cast):
    content = "company,contact person,contact title,contact email\nNew,Ann,CEO,ann@n.com\nNew,Bob,CTO,bob@n.com\nCustomer #A,Eve,,\n"

    told = bring(content, by=cast.user1)

    assert counts(told) == (1, 2, 0, 0)
    assert told["also"] == {"contacts": 3}
    assert {each.full_name for each in Contact.objects.filter(company__name="New")} == {"Ann", "Bob"}
    again = bring(content, by=cast.user1)
    assert (counts(again), again["also"]) == ((0, 0, 3, 0), {"contacts": 0})


def test_nothing_of_a_row_is_taken_unless_all_of_it_can_be(cast):
    told = bring("company,contact person,contact email\nNew,Ann,not an address\n", by=cast.user1)

    assert counts(told) == (0, 0, 0, 1)
    assert told["errors"][0]["column"] == "contact email"
    assert not Company.objects.filter(name="New").exists()


def test_a_contact_without_a_name_is_an_error_of_its_row(cast):
    told = bring("company,contact person,contact email\nNew,,a@b.com\n", by=cast.user1)

    assert told["errors"][0]["column"] == "contact person"


def test_the_dry_run_says_the_same_as_the_run(cast):
    content = (
        "company,contact person,contact email\n"
        + "New,Ann,a@b.com\nNew,Ann,a@b.com\nNew,Bob,\nCustomer #B,Eve,\n"
    )

    checked = dry(content, by=cast.user1)

    assert counts(checked) == (1, 1, 1, 1)
    assert counts(bring(content, by=cast.user1)) == counts(checked)


def test_a_new_contact_is_an_event_of_its_company(cast):
    before = cast.customer_a.last_activity

    told = bring("company,name\nCustomer #A,Ann\n", by=cast.user1, kind="contacts")

    cast.customer_a.refresh_from_db()
    change = Change.objects.get(batch=told["import_id"])
    assert cast.customer_a.last_activity > before
    assert (change.kind, change.verb, change.company_id, change.label) == (
        "contact",
        "created",
        cast.customer_a.pk,
        "Ann",
    )


def test_the_contacts_of_the_earlier_system_find_companies_of_the_same_source(cast):
    companies = "id;name;fiscal_id;id_company_role;id_parent;manager\n5;Acme;;0;0;admin\n"
    contacts = "id;id_company;fullname;email;phone;mobile;position;description;disabled\n1;5;Ann;a@b.com;1;2;CEO;x;0\n"
    bring(companies, by=cast.admin, source="Old CRM")

    told = bring(contacts, by=cast.admin, kind="contacts", source="Old CRM")

    assert counts(told) == (1, 0, 0, 0)
    assert person("Ann").company.name == "Acme"
    without = bring(contacts, by=cast.admin, kind="contacts")
    assert "another system" in without["errors"][0]["message"]


def test_a_reader_may_not_bring_contacts(cast):
    with pytest.raises(Forbidden):
        start(
            "company,name\nA,B\n",
            by=make_user("reader", profile="Reader", company=cast.my_company),
            kind="contacts",
        )
