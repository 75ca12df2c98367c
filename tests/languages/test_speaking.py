"""Days, moments and numbers, as each language writes them and as its people type them."""

import datetime

import pytest
from django.utils import timezone, translation

from hanse.companies.customfields import COMPANY_VALUES
from hanse.customfields.actions import save_field
from hanse.foundation import speaking
from tests.factories import acting

TYPED_IN_SPANISH = [
    ("1234,5", "1234.5"),
    ("1.234,5", "1234.5"),
    ("1.234", "1234"),
    ("12.345.678", "12345678"),
    ("-0,25", "-0.25"),
    (" 7,50 ", "7.50"),
    ("1234.5", "1234.5"),
    ("1.5", "1.5"),
    ("1234", "1234"),
    ("12,345,678", "12,345,678"),
    ("doce", "doce"),
    ("", ""),
]


@pytest.mark.parametrize("typed, stored", TYPED_IN_SPANISH)
def test_numbers_are_understood_as_spaniards_type_them(typed, stored):
    with translation.override("es"):
        assert speaking.read_number(typed) == stored


@pytest.mark.parametrize("typed, stored", [("1,234.5", "1234.5"), ("1234.5", "1234.5"), ("1234,5", "1234,5")])
def test_numbers_are_understood_as_britons_type_them(typed, stored):
    assert speaking.read_number(typed) == stored


@pytest.mark.parametrize("stored", ["1234.567", "1.234", "-0.5", "12", "1234567", "not a number", ""])
def test_a_number_that_is_shown_for_typing_comes_back_unchanged(stored):
    for language in ("en", "es"):
        with translation.override(language):
            assert speaking.read_number(speaking.typed_number(stored)) == stored


def test_stored_numbers_are_written_with_the_separators_of_the_language():
    assert speaking.decimal_text("12345.50") == "12,345.50"
    with translation.override("es"):
        assert speaking.decimal_text("12345.50") == "12.345,50"
        assert speaking.decimal_text("-0.5") == "-0,5"
        assert speaking.decimal_text("NaN") == "NaN"
        assert speaking.decimal_text("about 7") == "about 7"


def test_a_moment_is_written_in_the_time_zone_and_language_of_the_reader():
    at = datetime.datetime(2026, 11, 12, 23, 5, tzinfo=datetime.UTC)

    with timezone.override("Europe/Madrid"):
        assert speaking.moment_text(at) == "13 Nov 2026, 00:05"
        with translation.override("es"):
            assert speaking.moment_text(at) == "13 nov 2026, 00:05"


@pytest.mark.django_db
def test_a_number_field_is_typed_kept_and_shown_in_the_language_of_the_person(cast, client):
    about = {"label": "Superficie", "type": "numeric", "show_in_list": True}
    field = save_field(about, by=acting(cast.admin), values=COMPANY_VALUES)
    name, company = f"custom.{field.pk}", cast.customer_a
    type(cast.user1).objects.filter(pk=cast.user1.pk).update(language="es")
    client.force_login(cast.user1, backend="hanse.accounts.backend.HanseBackend")
    page = f"/companies/{company.pk}/"

    form = client.get(f"{page}edit/").context["form"]
    sent = {key: form[key].value() or "" for key in form.fields} | {name: "1.234,5"}
    sent["version"] = company.version
    answer = client.post(f"{page}edit/", sent)

    company.refresh_from_db()
    assert answer.status_code == 302
    assert company.custom == {str(field.pk): "1234.5"}
    assert "1.234,5" in client.get(page).content.decode()
    assert "1.234,5" in client.get("/companies/").content.decode()
    assert 'value="1234,5"' in client.get(f"{page}edit/").content.decode()
