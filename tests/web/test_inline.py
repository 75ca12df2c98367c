"""One field of a record, changed where it stands: on its page, and in a cell of its list."""

import pytest

from hanse.companies.actions import update_company
from hanse.companies.models import Company
from hanse.customfields.models import CustomField
from hanse.journal.models import Change
from tests.factories import acting, make_company, make_contact, make_user
from tests.web.reading import HTMX, browser_of, says


def at(record, name: str, kept: str = "") -> str:
    kind = "companies" if isinstance(record, Company) else "contacts"
    return f"/{kind}/{record.pk}/field/{name}/{kept}"


def save(browser, record, name, value, *, version=None, where=""):
    version = record.version if version is None else version
    return browser.post(at(record, name, where), {name: value, "version": version}, **HTMX)


@pytest.mark.parametrize(
    ("who", "own", "foreign"),
    [("admin", 200, 200), ("user1", 200, 403), ("manager1", 200, 200), ("user2", 404, 404)],
)
def test_who_may_open_which_field(cast, who, own, foreign):
    browser = browser_of(getattr(cast, who))

    for company, status in [(cast.customer_a, own), (cast.customer_b, foreign)]:
        before = company.phone
        assert browser.get(at(company, "phone"), **HTMX).status_code == status
        assert save(browser, company, "phone", "555").status_code == status
        company.refresh_from_db()
        assert company.phone == ("555" if status == 200 else before)


def test_a_field_that_there_is_not_does_not_exist(cast):
    browser = browser_of(cast.admin)

    for name in ("id", "version", "custom", "custom.4711", "sort_name"):
        assert browser.get(at(cast.customer_a, name), **HTMX).status_code == 404
        assert save(browser, cast.customer_a, name, "1").status_code == 404


def test_without_scripts_the_pencil_leads_to_the_field_of_the_full_form(cast):
    browser = browser_of(cast.user1)

    page = browser.get(f"/companies/{cast.customer_a.pk}/")
    answer = browser.get(at(cast.customer_a, "phone"))

    full_form = f"/companies/{cast.customer_a.pk}/edit/#f-phone"
    assert f'href="{full_form}"' in page.content.decode()
    assert answer.status_code == 302
    assert answer["Location"] == full_form


def test_who_may_only_read_finds_no_pencil(cast):
    page = browser_of(cast.user1).get(f"/companies/{cast.customer_b.pk}/").content.decode()

    assert 'data-field="' not in page
    assert "#f-" not in page


def test_a_saved_field_says_so_offers_undo_and_renews_what_depends_on_it(cast):
    browser = browser_of(cast.user1)

    answer = save(browser, cast.customer_a, "name", "Customer Alpha")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert says(answer).startswith("Customer Alpha")
    assert "Customer Alpha was saved." in html
    assert "/undo/" in html
    assert 'id="record-head" hx-swap-oob="true"' in html
    change = Change.objects.filter(kind="company", verb="updated").latest("pk")
    assert change.fields == {"name": ["Customer #A", "Customer Alpha"]}


def test_what_is_saved_as_it_was_is_no_news(cast):
    answer = save(browser_of(cast.user1), cast.customer_a, "name", "Customer #A")

    assert answer.status_code == 200
    assert "toast" not in answer.content.decode()


def test_a_refused_value_comes_back_tied_to_its_message(cast):
    answer = save(browser_of(cast.user1), cast.customer_a, "email", "no address")

    html = answer.content.decode()
    error = f"in-{cast.customer_a.pk}-email_error"
    assert answer.status_code == 422
    assert 'value="no address"' in html
    assert f'aria-describedby="{error}"' in html
    assert f'id="{error}"' in html
    cast.customer_a.refresh_from_db()
    assert cast.customer_a.email == ""


def test_two_who_write_the_same_field_choose_between_was_yours_and_theirs(cast):
    old = cast.customer_a.version
    update_company(cast.customer_a.pk, {"phone": "2"}, by=acting(cast.manager1))
    browser = browser_of(cast.user1)

    clash = save(browser, cast.customer_a, "phone", "3", version=old)

    cast.customer_a.refresh_from_db()
    assert clash.status_code == 409
    assert "Was nothing" in says(clash) or "Was –" in says(clash)
    assert "Theirs 2 Yours 3" in says(clash)
    assert cast.customer_a.phone == "2"
    assert f'name="version" value="{cast.customer_a.version}"' in clash.content.decode()
    theirs = browser.get(at(cast.customer_a, "phone", "?kept=1"), **HTMX)
    assert says(theirs).startswith("2")
    mine = save(browser, cast.customer_a, "phone", "3")
    assert mine.status_code == 200
    cast.customer_a.refresh_from_db()
    assert cast.customer_a.phone == "3"


def test_two_who_write_different_fields_do_not_meet(cast):
    old = cast.customer_a.version
    update_company(cast.customer_a.pk, {"phone": "2"}, by=acting(cast.manager1))

    answer = save(browser_of(cast.user1), cast.customer_a, "website", "a.example", version=old)

    cast.customer_a.refresh_from_db()
    assert answer.status_code == 200
    assert (cast.customer_a.phone, cast.customer_a.website) == ("2", "a.example")


def test_owner_and_parent_lead_to_the_form_that_tells_whom_it_concerns(cast):
    browser = browser_of(cast.admin)

    for name, value in [("owner", "manager1"), ("parent", "")]:
        answer = save(browser, cast.customer_a, name, value)
        assert answer["HX-Redirect"] == f"/companies/{cast.customer_a.pk}/edit/#f-{name}"
    cast.customer_a.refresh_from_db()
    assert (cast.customer_a.owner, cast.customer_a.parent) == (cast.user1, cast.my_company)


def test_custom_fields_are_changed_like_the_others(cast):
    country = CustomField.objects.create(target="company", label="Land", type="combo", options=["ES", "FR"])
    city = CustomField.objects.create(
        target="company", label="City", type="linked", parent=country, options=["ES|Madrid", "FR|Paris"]
    )
    update_company(cast.customer_a.pk, {"custom": {str(country.pk): "ES"}}, by=acting(cast.admin))
    cast.customer_a.refresh_from_db()
    browser = browser_of(cast.user1)

    form = browser.get(at(cast.customer_a, f"custom.{city.pk}"), **HTMX).content.decode()
    saved = save(browser, cast.customer_a, f"custom.{city.pk}", "Madrid")

    assert "Madrid" in form
    assert "Paris" not in form
    assert saved.status_code == 200
    cast.customer_a.refresh_from_db()
    assert cast.customer_a.custom == {str(country.pk): "ES", str(city.pk): "Madrid"}


def test_contacts_get_it_by_declaration(cast):
    contact = make_contact("Ann", company=cast.customer_a, by=cast.admin)
    seen_only = make_company("Seen", by=cast.admin, parent=cast.my_company.pk, owner="manager1")
    browser = browser_of(cast.user1)

    assert save(browser, contact, "email", "ann@example.com").status_code == 200
    contact.refresh_from_db()
    refused = save(browser, contact, "company", f"Seen (#{seen_only.pk})")
    assert contact.email == "ann@example.com"
    assert refused.status_code == 422
    assert save(browser, contact, "disabled", "on").status_code == 200
    contact.refresh_from_db()
    assert contact.disabled
    reader = make_user("reader", profile="Reader", company=cast.my_company)
    assert browser_of(reader).get(at(contact, "email"), **HTMX).status_code == 403


def test_a_cell_is_changed_at_the_same_address(cast):
    browser = browser_of(cast.user1)
    listed = browser.get("/companies/?columns=name,country,owner,phone").content.decode()

    form = browser.get(at(cast.customer_a, "phone", "?in=cell"), **HTMX)
    saved = save(browser, cast.customer_a, "phone", "555 1", where="?in=cell")

    assert 'data-field="phone"' in listed
    assert 'data-field="owner"' not in listed
    assert "inline-edit--over" in form.content.decode()
    assert "record-head" not in saved.content.decode()
    assert says(saved).startswith("555 1")
    assert browser.get(at(cast.customer_a, "billing_contact", "?in=cell"), **HTMX).status_code == 404


def test_who_may_not_write_is_offered_no_cell(cast):
    reader = make_user("reader", profile="Reader", company=cast.my_company)

    assert 'data-field="' not in browser_of(reader).get("/companies/").content.decode()
