"""Companies out of files: what a row makes, what it changes, and who may have it do so."""

import datetime

import pytest

from hanse.companies.models import Company
from hanse.foundation.errors import Forbidden, Invalid, Refused
from hanse.journal.models import Change
from tests.factories import make_company, make_user
from tests.imports.incoming import bring, counts, dry, start

SAMPLE = "Test company,,,Spain,,,,admin,0000-00-00 00:00:00,,Integria,20\n"


def company(name: str) -> Company:
    return Company.objects.select_related("owner", "role", "parent").get(name=name)


def only_error(told: dict) -> tuple:
    (error,) = told["errors"]
    return error["row"], error["column"], error["value"], error["message"]


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


# Parents


def test_parents_may_be_named_and_come_later_in_the_file(cast):
    told = bring("name,parent\nGrandchild,Child\nChild,Top\nTop,\n", by=cast.admin)

    assert counts(told) == (3, 0, 0, 0)
    top, child, grandchild = company("Top"), company("Child"), company("Grandchild")
    assert (grandchild.parent, child.parent, top.parent) == (child, top, None)
    assert grandchild.path == f"{top.pk}/{child.pk}/{grandchild.pk}/"


def test_a_company_may_hang_from_one_of_the_same_name(cast):
    make_company("Acme", by=cast.admin, parent=None)

    told = bring("name,parent\nAcme,Acme\n", by=cast.admin)

    assert counts(told) == (1, 0, 0, 0)


def test_its_own_parent_is_no_parent(cast):
    told = bring("name,parent\nAcme,Acme\n", by=cast.admin)

    assert only_error(told)[:3] == (1, "parent", "Acme")


def test_a_circle_inside_the_file_is_an_error_in_each_of_its_rows(cast):
    told = bring("name,parent\nA,B\nB,C\nC,A\nFine,\n", by=cast.admin)

    assert counts(told) == (1, 0, 0, 3)
    assert {error["row"] for error in told["errors"]} == {1, 2, 3}


def test_a_circle_through_what_exists_is_refused(cast):
    top = make_company("Top", by=cast.admin, parent=None)
    below = make_company("Below", by=cast.admin, parent=top.pk)

    told = bring(f"id,name,parent\n{top.pk},Top,{below.pk}\n", by=cast.admin)

    assert counts(told) == (0, 0, 0, 1)
    assert "cannot be its parent" in told["errors"][0]["message"]


def test_a_parent_with_problems_is_named_to_its_children(cast):
    told = bring("name,parent,owner\nTop,,nobody\nChild,Top,\n", by=cast.admin)

    assert counts(told) == (0, 0, 0, 2)
    assert told["errors"][1]["message"] == "Row 1, to which this refers, has problems itself."


def test_two_visible_companies_of_one_name_are_no_answer(cast):
    make_company("Twin", by=cast.admin, parent=None)
    make_company("Twin", by=cast.admin, parent=cast.my_company.pk)

    told = bring("name,parent\nA,Twin\n", by=cast.admin)

    assert "There are 2 companies" in told["errors"][0]["message"]


def test_digits_are_an_id_before_they_are_a_name(cast):
    made = make_company(str(cast.customer_a.pk), by=cast.admin, parent=None)
    big = make_company("77777", by=cast.admin, parent=None)

    bring(f"name,parent\nA,{made.name}\nB,77777\n", by=cast.admin)

    assert (company("A").parent, company("B").parent) == (cast.customer_a, big)


def test_a_move_takes_along_what_hangs_below(cast):
    top = make_company("Top", by=cast.admin, parent=None)
    below = make_company("Below", by=cast.admin, parent=top.pk)
    deep = make_company("Deep", by=cast.admin, parent=below.pk)

    told = bring(f"id,name,parent\n{below.pk},Below,{cast.my_company.pk}\n", by=cast.admin)

    deep.refresh_from_db()
    assert counts(told) == (0, 1, 0, 0)
    assert deep.path == f"{cast.my_company.pk}/{below.pk}/{deep.pk}/"


# Other systems' ids


LEGACY = (
    "id;name;address;fiscal_id;country;website;comments;id_company_role;id_parent;manager;last_update;"
    "payment_conditions;billing\n"
    "7;Child&#x20 &amp &#x20 Sons;Street&#x20 1;;Spain;;;0;3;admin;2016-05-04 10:00:00;0;1000.00\n"
    "3;Top;;;Spain;;;0;0;admin;0000-00-00 00:00:00;30;0\n"
)


def test_the_export_of_the_earlier_system_is_known_by_its_header(cast):
    told = bring("\ufeff" + LEGACY, by=cast.admin, source="Old CRM")

    child = company("Child & Sons")
    assert counts(told) == (2, 0, 0, 0)
    assert (child.parent, child.address, child.payment_conditions) == (company("Top"), "Street 1", 0)
    assert child.last_activity.year == 2016


def test_its_ids_are_kept_for_later_files_of_the_same_source(cast):
    bring(LEGACY, by=cast.admin, source="Old CRM")

    later = "id;name;fiscal_id;id_company_role;id_parent;manager\n9;Later;;0;7;admin\n7;Renamed;;0;3;admin\n"
    told = bring(later, by=cast.admin, source="Old CRM")

    assert counts(told) == (1, 1, 0, 0)
    assert company("Later").parent == company("Renamed")


def test_without_a_source_its_ids_hold_within_the_file_only(cast):
    bring(LEGACY, by=cast.admin)

    assert company("Child & Sons").parent == company("Top")
    told = bring("id;name;fiscal_id;id_company_role;id_parent;manager\n9;Later;;0;7;admin\n", by=cast.admin)
    assert counts(told) == (0, 0, 0, 1)


def test_an_id_that_the_source_does_not_know_is_an_error_in_its_cell(cast):
    told = bring(
        "id;name;fiscal_id;id_company_role;id_parent;manager\n9;A;;3;404;admin\n",
        by=cast.admin,
        source="Old CRM",
    )

    assert {(error["column"], error["value"]) for error in told["errors"]} == {
        ("id_company_role", "3"),
        ("id_parent", "404"),
    }


def test_what_the_ids_of_roles_mean_may_be_said_once_for_all_files_of_a_source(cast):
    content = "id;name;fiscal_id;id_company_role;id_parent;manager\n9;A;;3;0;admin\n"
    bring(content, by=cast.admin, source="Old CRM", values={"id_company_role": {"3": "Partner"}})
    assert company("A").role.name == "Partner"

    told = bring(content.replace("9;A", "10;B"), by=cast.admin, source="Old CRM")

    assert counts(told) == (1, 0, 0, 0)
    assert company("B").role.name == "Partner"


def test_a_row_without_a_change_keeps_its_id_all_the_same(cast):
    make_company("Known", by=cast.admin, parent=None)

    told = bring("customer id,name,parent\nK-1,Known,\n", by=cast.admin, source="ERP")

    assert counts(told) == (0, 0, 1, 0)
    assert counts(bring("customer id,name\nK-1,Known renamed\n", by=cast.admin, source="ERP")) == (0, 1, 0, 0)


# Columns


def test_what_no_column_goes_to_is_named(cast):
    told = bring("name,sector,fax\nA,IT,1\n", by=cast.admin)

    assert told["unmapped"] == ["sector", "fax"]


def test_a_heading_may_be_the_label_of_a_custom_field(cast, two_fields):
    bring("name,product,SEATS\nA,Integria,12\n", by=cast.admin)

    assert company("A").custom == {str(two_fields[0].pk): "Integria", str(two_fields[1].pk): "12"}


def test_a_value_that_a_custom_field_does_not_take_is_an_error_in_its_cell(cast, two_fields):
    assert only_error(bring("name,Seats\nA,ca. 30\n", by=cast.admin))[:3] == (1, "Seats", "ca. 30")


@pytest.mark.parametrize(
    "header",
    [
        "Nombre;Dirección;CIF;País;Teléfono;Correo electrónico;Página web;Observaciones",
        "Firmenname;Straße;USt-ID;Land;Telefon;E-Mail-Adresse;Webseite;Bemerkungen",
        "Raison sociale;Adresse;N° TVA;Pays;Téléphone;Courriel;Site web;Commentaires",
    ],
)
def test_headers_in_other_languages_are_understood(cast, header):
    told = bring(f"{header}\nX;Y 1;;ES;1;a@b.es;www.x.es;Hi\n", by=cast.admin)

    made = company("X")
    assert told["unmapped"] == []
    assert (made.address, made.phone, made.email, made.website, made.comments) == (
        "Y 1",
        "1",
        "a@b.es",
        "www.x.es",
        "Hi",
    )


def test_a_heading_that_occurs_twice_is_taken_once_and_said(cast):
    told = bring("name,phone,phone\nA,1,2\n", by=cast.admin)

    assert company("A").phone == "1"
    assert any("phone" in note for note in told["notes"])


def test_a_person_may_say_where_columns_go(cast):
    bring("Kunde X,Z\nA,1\n", by=cast.admin, header=True, columns={"Kunde X": "name", "#2": "phone"})

    assert company("A").phone == "1"


def test_a_column_may_be_left_out(cast):
    bring("name,phone\nA,1\n", by=cast.admin, columns={"phone": None})

    assert company("A").phone == ""


@pytest.mark.parametrize(
    "columns", [{"nope": "name"}, {"name": "nope"}, {"name": "phone", "phone": "phone"}, {"name": 5}]
)
def test_a_map_that_makes_no_sense_is_refused(cast, columns):
    with pytest.raises(Invalid):
        start("name,phone\nA,1\n", by=cast.admin, columns=columns)


def test_without_a_column_for_the_name_nothing_is_begun(cast):
    with pytest.raises(Refused, match="No column goes to: Name"):
        bring("Bezeichnung,Land,Telefon\nA,ES,1\n", by=cast.admin)
