"""The foot of a list: over all that match and that one may see."""

from dataclasses import replace

import pytest
from django.test import RequestFactory

from hanse.customfields.models import CustomField
from hanse.foundation.summing import Sums
from hanse.web.companies.list_page import LIST
from hanse.web.lists.sums import show_sums
from tests.factories import make_company
from tests.web.reading import browser_of, main_of, says


@pytest.fixture
def fleets(cast):
    field = CustomField.objects.create(label="Fleet", type="numeric", show_in_list=True)
    key = str(field.pk)
    for number, name in enumerate(("1000.5", "0.25", "7")):
        make_company(f"Firm {number}", by=cast.user1, country="ES", custom={key: name})
    make_company("Elsewhere", by=cast.user1, country="FR", custom={key: "50"})
    make_company("Hidden", by=cast.admin, parent=None, country="ES", custom={key: "9000"})
    return field


def test_the_foot_comes_after_the_list_and_adds_up_what_matches_and_is_seen(cast, fleets):
    browser = browser_of(cast.user1)
    page = main_of(browser.get("/companies/?country=ES"))

    assert '<tfoot hx-get="/companies/sums/?country=ES' in page
    foot = browser.get("/companies/sums/?country=ES&ticks=1", headers={"hx-request": "true"}).content.decode()

    assert foot.strip().startswith("<tfoot>")
    assert "1,007.75" in foot
    assert "Sum of Fleet" in foot
    assert "10,007.75" in says(browser_of(cast.admin).get("/companies/sums/?country=ES"))


def test_without_scripts_it_is_a_page(cast, fleets):
    page = says(browser_of(cast.user1).get("/companies/sums/"))

    assert "Fleet" in page
    assert "1,057.75" in page


def test_a_list_without_numbers_has_no_foot(cast):
    assert "<tfoot" not in main_of(browser_of(cast.user1).get("/companies/"))


def test_a_filter_that_cannot_be_read_is_told(cast, fleets):
    assert browser_of(cast.user1).get("/companies/sums/?active_from=soon").status_code == 400


def test_money_is_added_for_each_currency_by_declaration(cast, fleets):
    columns = [
        replace(column, sums=Sums("payment_conditions", "country"))
        if column.name == "payment_conditions"
        else column
        for column in LIST.table.columns
    ]
    room = replace(LIST.room, table=replace(LIST.table, columns=columns))
    request = RequestFactory().get("/companies/sums/?columns=name,payment_conditions&search=firm")
    request.user, request.htmx = cast.user1, None
    request_two = RequestFactory().get("/companies/sums/?columns=name,payment_conditions")
    request_two.user, request_two.htmx = cast.user1, None

    one = show_sums(request, replace(LIST, room=room)).content.decode()
    both = show_sums(request_two, replace(LIST, room=room)).content.decode()

    assert "90 ES" in one
    assert "FR" not in one
    assert "30 FR" in both
