"""Columns of foreign files, and the ids of other systems: what goes where, and what is said of the rest."""

import pytest

from hanse.foundation.errors import Invalid, Refused
from tests.factories import make_company
from tests.imports.incoming import bring, company, counts, only_error, start

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
