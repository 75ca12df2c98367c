"""A person who speaks Spanish: one page of every area, errors, mails, counts, days, in front of and behind the door."""

import datetime

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from hanse.accounts.letters import send_invitation, send_reset
from hanse.companies.actions import create_company
from hanse.foundation.errors import Invalid
from hanse.imports.actions import check_import, start_import
from hanse.journal.actor import Door
from hanse.mail.models import OutgoingMail
from hanse.web.templatetags import hanse as words
from tests.factories import acting, make_contact

TABLE = b"Name,Owner,Website\n,user1,ftp://example.com\n"


@pytest.fixture
def spaniards(cast):
    """The cast, of whom admin and user1 speak Spanish."""
    for user in (cast.admin, cast.user1):
        user.language, user.time_zone = "es", "Europe/Madrid"
        user.save(update_fields=["language", "time_zone"])
    return cast


@pytest.fixture
def page(spaniards, client):
    """Return a function: what a page says to user1, or to another."""

    def read(path: str, who: str = "user1", **sent) -> str:
        client.force_login(getattr(spaniards, who), backend="hanse.accounts.backend.HanseBackend")
        answer = client.post(path, sent) if sent else client.get(path)
        assert answer["Content-Language"] == "es"
        return answer.content.decode()

    return read


def test_the_door_speaks_the_language_of_the_browser(client, db):
    spanish = client.get("/login/", headers={"accept-language": "es-MX,es;q=0.9,en;q=0.5"}).content.decode()
    other = client.get("/login/", headers={"accept-language": "fi"}).content.decode()

    assert '<html lang="es"' in spanish
    assert "Iniciar sesión" in spanish
    assert "¿Contraseña olvidada?" in spanish
    assert '<html lang="en"' in other
    assert "Sign in" in other


def test_lists_and_records_are_spanish(spaniards, page):
    customer = spaniards.customer_a
    make_contact("Ana", company=customer, by=spaniards.admin)

    companies, record = page("/companies/"), page(f"/companies/{customer.pk}/")

    assert "Buscar en Empresas" in companies
    assert "Responsable" in companies
    assert "Nueva empresa" in companies
    assert "<b>Admin</b> añadió la empresa" in record
    assert "Ahora mismo" in record or "hace" in record
    assert "Parte de My company" in record


def test_filters_read_as_spanish_sentences(page):
    found = page("/companies/?owner=user1&country=DE")

    assert "<span>País:</span> <b>Alemania</b>" in found
    assert "Quitar el filtro Responsable: User1" in found


def test_what_a_form_refuses_is_said_in_spanish(page):
    refused = page(
        "/companies/new/", name="", owner="nobody", email="x", website="ftp://x", payment_conditions="dos"
    )

    assert "campos necesitan una corrección" in refused
    assert "«x» no es un correo electrónico; escribirlo como nombre@example.com." in refused
    assert "Un sitio web empieza por http:// o https://." in refused
    assert "«dos» no es un número entero." in refused


def test_what_django_checks_is_said_in_spanish(spaniards):
    with translation.override("es"), pytest.raises(ValidationError) as refused:
        validate_password("1234", spaniards.user1)

    assert "contraseña" in " ".join(refused.value.messages)


def test_setup_profile_and_trash_are_spanish(page):
    assert "Configuración" in page("/setup/", "admin")
    assert "Quién inicia sesión, con qué perfil y para qué empresa" in page("/setup/", "admin")
    assert "Indicaciones de teclado y atajos de una letra" in page("/profile/")
    assert "Aquí no hay nada que se pueda ver" in page("/companies/99999999/")


def test_the_wizard_and_what_it_finds_wrong_are_spanish(spaniards, page):
    by = acting(spaniards.user1)
    file = check_import(start_import("companies", iter([TABLE]), "t.csv", {}, by=by), by=by)

    assert '<h1 class="page-title">Importaciones</h1>' in page("/imports/")
    checked = page(f"/imports/{file.pk}/check/")
    assert "Un sitio web empieza por http:// o https://." in checked
    assert "Falta un dato obligatorio" in checked


@pytest.mark.parametrize("door", [Door.API, Door.CONSOLE])
def test_what_programs_and_operators_import_is_judged_in_english(spaniards, door):
    by = acting(spaniards.user1, door)
    file = check_import(start_import("companies", iter([TABLE]), "t.csv", {}, by=by), by=by)

    told = [problem["message"] for each in file.rejects.all() for problem in each.problems]
    assert "A website starts with http:// or https://." in told


def test_an_action_speaks_the_language_that_is_active(spaniards):
    with translation.override("es"), pytest.raises(Invalid) as refused:
        create_company({"name": "", "owner": "user1"}, by=acting(spaniards.user1))

    assert [each.message for each in refused.value.problems] == ["Falta un dato obligatorio: Nombre."]


def test_letters_are_written_in_the_language_of_who_gets_them(spaniards):
    with translation.override("en"):
        send_invitation(spaniards.user1, "/welcome/x/", inviter="Admin")
        send_reset(spaniards.user1, "/welcome/y/")
        send_reset(spaniards.user2, "/welcome/z/")

    invitation, reset, english = OutgoingMail.objects.order_by("pk")
    assert invitation.subject == "Cuenta de acceso a Hanse"
    assert "Hola, User1:" in invitation.text
    assert "durante 3 días" in invitation.text
    assert 'lang="es"' in invitation.html
    assert reset.subject == "Elegir una contraseña nueva para Hanse"
    assert english.subject == "Choose a new password for Hanse"


def test_counts_take_the_form_that_spanish_gives_them():
    with translation.override("es"):
        said = [ngettext("%(n)s file", "%(n)s files", n) % {"n": n} for n in (0, 1, 2)]

    assert said == ["0 archivos", "1 archivo", "2 archivos"]


def test_days_moments_countries_and_figures_are_spanish():
    now = timezone.make_aware(datetime.datetime(2026, 11, 24, 15, 0))

    with translation.override("es"):
        assert words.ago(now - datetime.timedelta(hours=3), now) == "hace 3 h"
        assert words.ago(now - datetime.timedelta(hours=16), now) == "Ayer"
        assert words.ago(now - datetime.timedelta(days=14), now).startswith("10 nov")
        assert ">10 nov 2024<" in words.day(datetime.date(2024, 11, 10))
        assert words.country("DE") == "Alemania"
        assert words.figure(1234567) == "1.234.567"


def test_no_text_of_ours_replaces_the_name_of_a_month():
    """Django's own texts share the catalogue: a heading “May” must not become the month of May."""
    with translation.override("es"):
        assert [gettext(month).lower() for month in ("January", "May", "December")] == [
            "enero",
            "mayo",
            "diciembre",
        ]
