"""The gallery and the words of templates: icons, initials, days, moments, figures, form controls."""

import datetime

import pytest
from django import forms
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone, translation

from hanse.web.gallery.views import PAGES
from hanse.web.templatetags import hanse as words


def draw(source: str, **context) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize("page", ["", *(f"{page}/" for page in sorted(PAGES))])
def test_the_gallery_shows_every_page_in_debug(client, settings, db, page):
    settings.DEBUG = True

    assert client.get(f"/gallery/{page}").status_code == 200


@pytest.mark.parametrize("page", ["", "list/", "nothing/"])
def test_without_debug_there_is_no_gallery(client, settings, db, page):
    settings.DEBUG = False

    assert client.get(f"/gallery/{page}").status_code == 404


def test_signed_out_the_frame_offers_nothing_to_go_to(client, settings, db):
    settings.DEBUG = True

    page = client.get("/gallery/list/").content.decode()

    assert "/logout/" not in page
    assert 'action="/search/"' not in page


def test_signed_in_the_frame_leads_to_what_one_may_see(client, settings, cast):
    settings.DEBUG = True
    client.force_login(cast.user1, backend="hanse.accounts.backend.HanseBackend")

    page = client.get("/gallery/list/").content.decode()

    assert 'href="/companies/"' in page
    assert 'action="/logout/"' in page
    assert 'href="/setup/"' not in page
    assert "My company" in page


def test_the_theme_of_the_profile_is_that_of_the_page(client, settings, cast):
    settings.DEBUG = True
    cast.user1.theme = "dark"
    cast.user1.keyboard_hints = False
    cast.user1.save()
    client.force_login(cast.user1, backend="hanse.accounts.backend.HanseBackend")

    page = client.get("/gallery/list/").content.decode()

    assert 'data-theme="dark" data-keys="off"' in page


def test_an_icon_is_silent_beside_a_word_and_speaks_alone():
    assert 'aria-hidden="true"' in draw('{% icon "mail" %}')
    assert 'role="img" aria-label="Locked"' in draw('{% icon "lock" "Locked" %}')


def test_an_unknown_icon_is_a_fault_of_the_template():
    with pytest.raises(TemplateSyntaxError, match="no icon"):
        draw('{% icon "mial" %}')


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Marta Lindqvist", "ML"),
        ("Brenner & Voss Logistik GmbH", "BV"),
        ("Öresund", "ÖR"),
        ("admin", "AD"),
        ("X", "X"),
        ("Customer #A", "CA"),
        ("株式会社", "株式"),
        ("42", "42"),
        ("", ""),
    ],
)
def test_initials_stand_for_a_name(name, letters):
    assert words.initials(name) == letters


def test_a_name_keeps_its_tone_and_is_escaped():
    assert words.tone("Marta Lindqvist") == sum(map(ord, "Marta Lindqvist")) % 6 + 1
    assert "<b>" not in draw("{% avatar name %}", name="<b>Ana</b> <i>")


def test_days_are_written_as_the_language_writes_them():
    on = datetime.date(2024, 11, 12)

    assert ">12 Nov 2024<" in words.day(on)
    assert ">12 Nov 2024<" in words.day(on, "short")
    assert ">Tuesday 12 November 2024<" in words.day(on, "long").replace(",", "")
    with translation.override("es"):
        assert ">12 nov 2024<" in words.day(on)
        assert ">martes, 12 de noviembre de 2024<" in words.day(on, "long")


def test_the_short_form_leaves_this_year_away():
    today = timezone.localdate()

    assert str(today.year) not in words.day(today, "short").split(">", 1)[1]


def test_no_day_and_no_moment_are_a_dash_that_is_read_as_nothing():
    assert 'aria-label="nothing">–<' in draw("{{ none|day }}{{ none|moment }}", none=None)


def test_moments_are_said_from_now():
    now = timezone.make_aware(datetime.datetime(2026, 11, 24, 15, 0))

    def said(**ago):
        return words.ago(now - datetime.timedelta(**ago), now)

    assert said(seconds=20) == "Just now"
    assert said(minutes=20) == "20 min ago"
    assert said(hours=3) == "3 h ago"
    assert said(hours=16) == "Yesterday"
    assert said(days=14).startswith("10 Nov")
    assert said(hours=-1) == words.day(now, "short").split(">")[1].split("<")[0]


def test_a_moment_carries_its_full_day_and_time():
    at = timezone.make_aware(datetime.datetime(2024, 11, 12, 9, 5))

    assert "12 November 2024, 09:05" in words.moment(at)


def test_figures_and_countries_speak_the_language_of_the_reader():
    assert words.figure(1284) == "1,284"
    assert words.country("ES") == "Spain"
    with translation.override("es"):
        assert words.figure(12840) == "12.840"
        assert words.country("ES") == "España"
    assert words.country("Atlantis") == "Atlantis"
    assert (words.country(""), words.figure(None)) == ("", "")


class Paper(forms.Form):
    name = forms.CharField(help_text="As it stands on paper.")
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect(attrs={"class": "check"}))
    agreed = forms.BooleanField(required=False)


def field_of(form, name, **more) -> str:
    context = {"field": form[name], **more}
    return draw('{% include "components/field.html" %}', **context)


def test_a_field_is_tied_to_its_hint():
    field = field_of(Paper(), "name")

    assert 'aria-describedby="id_name_helptext"' in field
    assert 'id="id_name_helptext"' in field
    assert "optional" not in field


def test_an_error_takes_the_place_of_the_hint():
    field = field_of(Paper({}), "name")

    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_name_error"' in field
    assert "id_name_helptext" not in field


def test_several_choices_are_a_group_with_a_legend_that_the_summary_reaches():
    form = Paper({})

    assert '<fieldset class="field" id="id_kind" tabindex="-1" aria-describedby="id_kind_error">' in field_of(
        form, "kind"
    )
    summary = draw('{% include "components/error_summary.html" %}', form=form)
    assert 'href="#id_kind"' in summary
    assert "2 fields need a correction" in summary


def test_a_box_stands_before_its_words_and_may_be_a_switch():
    assert 'class="check"' in field_of(Paper(), "agreed")
    assert 'role="switch"' in field_of(Paper(), "agreed", switch=True)


@pytest.mark.parametrize(
    ("now", "leads_to", "aria"),
    [
        ("name", "?sort=-name&amp;q=x", "ascending"),
        ("-name", "?sort=name&amp;q=x", "descending"),
        ("id", "?sort=name", ""),
    ],
)
def test_the_head_of_a_column_turns_the_sort_round_and_starts_again_at_the_first_page(now, leads_to, aria):
    request = RequestFactory().get("/companies/", {"sort": now, "q": "x", "cursor": "abc"})
    source = '{% include "components/table_head.html" with label="Name" column="name" sort=now only %}'

    head = Template(source).render(RequestContext(request, {"now": now}))

    assert leads_to in head
    assert "cursor" not in head
    assert ("aria-sort" in head) == bool(aria)
    assert f'aria-sort="{aria}"' in head or not aria
