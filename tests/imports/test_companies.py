"""Companies out of files: what a row makes, what it changes, and who may have it do so."""

import datetime

import pytest

from hanse.companies.models import Company
from hanse.foundation.errors import Forbidden
from hanse.journal.models import Change
from tests.factories import make_company, make_user
from tests.imports.incoming import bring, company, counts, dry, only_error, start

SAMPLE = "Test company,,,Spain,,,,admin,0000-00-00 00:00:00,,Integria,20\n"


# The manual's shape


def test_the_sample_of_the_manual_is_imported_although_it_is_one_column_short(cast, two_fields):
    told = bring(SAMPLE, by=cast.admin)

    made = company("Test company")
    assert counts(told) == (1, 0, 0, 0)
    assert (made.country, made.owner, made.parent) == ("ES", cast.admin, None)
    assert made.custom == {str(two_fields[0].pk): "Integria", str(two_fields[1].pk): "20"}
    assert made.payment_conditions == 30
    assert any("without a parent" in each["message"] for each in told["warnings"])


def test_the_sample_again_changes_nothing(cast, two_fields):
    bring(SAMPLE, by=cast.admin)

    assert counts(bring(SAMPLE, by=cast.admin)) == (0, 0, 1, 0)


def test_a_full_line_of_the_manual_keeps_its_parent_and_last_update(cast, two_fields):
    line = f"Full,Street 1,B1,Spain,www.a.es,Hello,Customer,{cast.my_company.pk},user1,2017-07-25 10:20:30,60,X,7\n"

    bring(line, by=cast.admin)

    made = company("Full")
    assert (made.address, made.website, made.comments) == ("Street 1", "www.a.es", "Hello")
    assert (made.role.name, made.parent, made.owner) == ("Customer", cast.my_company, cast.user1)
    assert made.last_activity == datetime.datetime(2017, 7, 25, 10, 20, 30, tzinfo=datetime.UTC)
    assert made.payment_conditions == 60


def test_a_short_line_needs_its_name_only(cast):
    told = bring("Only a name\nAnother one\n", by=cast.admin)

    assert counts(told) == (2, 0, 0, 0)


def test_values_beyond_the_custom_fields_are_an_error_in_words(cast):
    told = bring(SAMPLE, by=cast.admin)

    assert counts(told) == (0, 0, 0, 1)
    assert "cells" in told["errors"][0]["message"]


# What a row makes


def test_owner_and_parent_that_are_not_given_are_the_importer_and_his_company(cast):
    bring("name,country\nNew,ES\n", by=cast.user1)

    assert (company("New").owner, company("New").parent) == (cast.user1, cast.my_company)


def test_an_empty_parent_means_none_and_the_dry_run_says_who_will_see_it(cast):
    told = dry("name,parent\nNew,\n", by=cast.user1)

    assert any("visible to its owner only" in each["message"] for each in told["warnings"])


def test_an_empty_manager_is_the_importer_for_a_new_company_and_stays_for_a_known_one(cast):
    bring("name,owner,phone\nNew,,1\nCustomer #B,,2\n", by=cast.manager1)

    assert company("New").owner == cast.manager1
    assert (company("Customer #B").owner, company("Customer #B").phone) == (cast.manager1, "2")


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("ES", "ES"),
        ("esp", "ES"),
        ("Spain", "ES"),
        ("España", "ES"),
        ("UK", "GB"),
        ("USA", "US"),
        ("Frankreich", "FR"),
    ],
)
def test_countries_are_found_by_code_name_and_alias(cast, written, stored):
    bring(f"name,country\nNew,{written}\n", by=cast.admin)

    assert company("New").country == stored


def test_a_country_that_is_none_stays_as_text_with_a_warning(cast):
    told = bring("name,country\nNew,Philipines\n", by=cast.admin)

    assert company("New").country == "Philipines"
    assert any("no country we know" in each["message"] for each in told["warnings"])


def test_a_tax_id_that_does_not_fit_its_country_is_a_warning_never_a_refusal(cast):
    told = bring("name,country,tax_id\nNew,ES,B00000000X\n", by=cast.admin)

    assert counts(told) == (1, 0, 0, 0)
    assert any("tax ID of Spain" in each["message"] for each in told["warnings"])


@pytest.mark.parametrize("text", ["0000-00-00", "0000-00-00 00:00:00", ""])
def test_zero_dates_are_none(cast, text):
    bring(f"name,last update\nNew,{text}\n", by=cast.admin)

    assert company("New").last_activity.year > 2000


@pytest.mark.parametrize("text", ["31/02/2024", "2024-13-01", "1/2/03", "yesterday"])
def test_a_date_that_is_none_is_an_error_with_its_remedy(cast, text):
    row, column, value, message = only_error(bring(f"name,last update\nNew,{text}\n", by=cast.admin))

    assert (row, column, value) == (1, "last update", text)
    assert "write it like" in message


def test_address_parts_are_joined_into_lines(cast):
    bring("name,street,zip,city,state\nNew,Main St 1,97403,Eugene,OR\nBare,,,Eugene,NULL\n", by=cast.admin)

    assert company("New").address == "Main St 1\n97403 Eugene\nOR"
    assert company("Bare").address == "Eugene"


def test_a_whole_cell_null_is_empty_in_a_foreign_file(cast):
    bring("company,phone,notes\nNew,NULL,NULL and void\n", by=cast.admin)

    assert (company("New").phone, company("New").comments) == ("", "NULL and void")


# What a row changes


def test_a_row_finds_its_company_by_tax_id_before_the_name(cast):
    make_company("Old name", by=cast.admin, parent=cast.my_company.pk, tax_id="ES-B12 345")

    told = bring("name,tax_id,phone\nNew name,esb12345,1\n", by=cast.admin)

    assert counts(told) == (0, 1, 0, 0)
    assert company("New name").phone == "1"


def test_a_row_finds_its_company_by_name_under_the_same_parent_case_ignored(cast):
    told = bring("name,phone\nCUSTOMER #a,1\n", by=cast.user1)

    assert counts(told) == (0, 1, 0, 0)
    cast.customer_a.refresh_from_db()
    assert (cast.customer_a.name, cast.customer_a.phone) == ("CUSTOMER #a", "1")


def test_the_same_name_under_another_parent_is_another_company(cast):
    told = bring(f"name,parent\nCustomer #A,{cast.customer_b.pk}\n", by=cast.admin)

    assert counts(told) == (1, 0, 0, 0)


def test_columns_that_the_file_does_not_have_stay_as_they_are(cast):
    make_company("Kept", by=cast.user1, country="ES", comments="Long story")

    bring("name,phone\nKept,1\n", by=cast.user1)

    kept = company("Kept")
    assert (kept.country, kept.comments, kept.phone) == ("ES", "Long story", "1")


def test_the_change_is_in_the_journal_as_part_of_the_import(cast):
    told = bring("name,phone\nCustomer #A,1\n", by=cast.user1)

    change = Change.objects.get(batch=told["import_id"])
    assert (change.verb, change.door, change.by_id) == ("updated", "import", cast.user1.pk)
    assert change.fields == {"phone": ["", "1"]}


def test_the_same_company_twice_is_one_company(cast):
    told = bring("name,phone,tax_id\nTwice,1,X1\nTwice,2,X1\nTwice,2,X1\n", by=cast.admin)

    assert counts(told) == (1, 1, 1, 0)
    assert company("Twice").phone == "2"


def test_a_superadmin_means_the_parentless_company_of_that_name_whoever_owns_it(cast):
    make_company("Private", by=cast.user1, parent=None)

    assert counts(bring("name,parent,phone\nPrivate,,1\n", by=cast.admin)) == (0, 1, 0, 0)
    assert company("Private").owner == cast.user1


def test_two_of_them_are_no_answer(cast):
    for owner in (cast.user1, cast.manager1):
        make_company("Private", by=owner, parent=None)

    told = bring("name,parent\nPrivate,\n", by=cast.admin)
    assert "2 companies without parent" in told["errors"][0]["message"]

    assert counts(bring("name,parent,owner,phone\nPrivate,,user1,1\n", by=cast.admin)) == (0, 1, 0, 0)


# Rights


def test_whoever_may_not_write_may_not_import(cast):
    reader = make_user("reader", profile="Reader", company=cast.my_company)

    with pytest.raises(Forbidden):
        start("name\nA\n", by=reader)


def test_a_company_that_one_may_only_see_is_an_error_without_naming_it(cast):
    told = bring("name,phone\nCustomer #B,1\n", by=cast.user1)

    assert counts(told) == (0, 0, 0, 1)
    assert "may see, but not change" in told["errors"][0]["message"]


def test_a_tax_id_of_an_invisible_company_says_only_that_it_is_in_use(cast):
    make_company("Secret", by=cast.admin, parent=None, tax_id="S1")

    told = bring("name,tax_id,phone\nMine,S1,1\n", by=cast.user1)

    assert only_error(told) == (1, "tax_id", "S1", "This is already in use.")
    assert not Company.objects.filter(name="Mine").exists()


@pytest.mark.parametrize("parent", ["Secret", "id"])
def test_an_invisible_parent_looks_like_one_that_does_not_exist(cast, parent):
    secret = make_company("Secret", by=cast.admin, parent=None)
    known = secret.pk if parent == "id" else parent
    none = 99_999 if parent == "id" else "Nobody"

    told = bring(f"name,parent\nA,{known}\nB,{none}\n", by=cast.user1)

    first, second = (
        error["message"].replace(str(known), "x").replace(str(none), "x") for error in told["errors"]
    )
    assert first == second


def test_a_foreign_tree_is_out_of_reach_and_nothing_is_written(cast):
    stranger_company = make_company("Stranger", by=cast.admin, parent=None)
    make_user("stranger", company=stranger_company)

    told = bring(f"name,parent,owner\nA,{stranger_company.pk},\nB,,stranger\n", by=cast.user1)

    assert counts(told) == (0, 0, 0, 2)
    assert [error["column"] for error in told["errors"]] == ["parent", "owner"]
    assert not Company.objects.filter(name__in=["A", "B"]).exists()


def test_an_owner_that_nobody_knows_is_an_error_in_its_cell(cast):
    row, column, value, message = only_error(bring("name,owner\nA,g.rossi\n", by=cast.user1))

    assert (row, column, value) == (1, "owner", "g.rossi")
    assert "g.rossi" in message


def test_an_owner_may_be_written_by_full_name(cast):
    bring("name,owner\nA,manager1\nB,Manager1\n", by=cast.user1)

    assert company("B").owner == cast.manager1


def test_a_row_that_would_hide_the_company_from_the_importer_is_refused(cast):
    told = bring("name,parent\nCustomer #B,\n", by=cast.manager1)
    # By name under the same parent: with no parent given it is a new one, so the company is met by its id instead.
    assert counts(told) == (1, 0, 0, 0)

    told = bring(f"id,name,parent,owner\n{cast.customer_b.pk},Customer #B,,user1\n", by=cast.manager1)

    assert counts(told) == (0, 0, 0, 1)
    assert "no longer see" in told["errors"][0]["message"]
