"""A record beside its list: its facts, for whoever may see it, without scripts a page."""

import pytest

from hanse.customfields.models import CustomField
from tests.factories import make_company, make_contact
from tests.web.reading import browser_of, main_of, says


def test_the_panel_shows_what_the_room_declares_and_what_the_installation_added(cast):
    field = CustomField.objects.create(label="Fleet", type="numeric")
    firm = make_company(
        "Firm",
        by=cast.user1,
        country="ES",
        tax_id="B1",
        comments="One\n<b>two</b>",
        custom={str(field.pk): "12.5"},
    )
    browser = browser_of(cast.user1)

    panel = browser.get(f"/companies/{firm.pk}/peek/", headers={"hx-request": "true"}).content.decode()

    assert panel.strip().startswith("<aside")
    for part in ("Spain", "B1", "One<br>&lt;b&gt;two", "Fleet", "12.5", "User1", "My company"):
        assert part in panel
    assert "Without a value:" in says(browser.get(f"/companies/{firm.pk}/peek/"))


def test_a_contact_has_one_too(cast):
    ana = make_contact("Ana", company=cast.customer_a, by=cast.user1, position="Chief")

    page = says(browser_of(cast.user1).get(f"/contacts/{ana.pk}/peek/"))

    assert "Chief" in page
    assert "Customer #A" in page


def test_what_one_may_not_see_is_not_there_and_its_name_neither(cast):
    hidden = make_company("Hidden", by=cast.admin, parent=None)
    person = make_contact("Unseen", company=hidden, by=cast.admin)
    below = make_company("Below", by=cast.admin, parent=hidden.pk, owner="user1")
    browser = browser_of(cast.user1)

    assert browser.get(f"/companies/{hidden.pk}/peek/").status_code == 404
    assert browser.get(f"/contacts/{person.pk}/peek/").status_code == 404
    page = browser.get(f"/companies/{below.pk}/peek/")
    assert "Hidden" not in page.content.decode()
    assert "A company you cannot see" in says(page)


def test_a_row_leads_to_it_and_without_scripts_to_the_record(cast):
    page = main_of(browser_of(cast.user1).get("/companies/"))

    pk = cast.customer_a.pk
    assert f'href="/companies/{pk}/" hx-get="/companies/{pk}/peek/" hx-target="#panel"' in page


@pytest.mark.parametrize("who", ["admin", "user1"])
def test_it_costs_few_queries(cast, who, django_assert_max_num_queries):
    browser = browser_of(getattr(cast, who))

    with django_assert_max_num_queries(11):
        browser.get(f"/companies/{cast.customer_a.pk}/peek/")
