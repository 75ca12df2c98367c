"""Selected rows of a list: what a change would do to them, doing it, and taking it back."""

import re

import pytest

from hanse.companies.models import Company, CompanyRole
from hanse.customfields.models import CustomField
from hanse.journal.models import Change
from tests.factories import make_company, make_user
from tests.web.reading import browser_of, main_of, says


@pytest.fixture
def three(cast):
    return [make_company(f"Firm {name}", by=cast.user1, country="ES") for name in "ABC"]


def asked(rows, field: str, value, **more) -> str:
    ids = "&".join(f"id={row.pk}" for row in rows)
    rest = "".join(f"&{name}={text}" for name, text in more.items())
    return f"/companies/bulk/?{ids}&field={field}&value={value}{rest}"


def values(rows, name: str) -> list:
    kept = dict(Company.objects.values_list("pk", name))
    return [kept[row.pk] for row in rows]


def test_rows_can_be_selected_by_whom_may_write_and_by_nobody_else(cast, three):
    reader = make_user("reader1", profile="Reader", company=cast.my_company)

    assert f'name="id" value="{three[0].pk}"' in main_of(browser_of(cast.user1).get("/companies/"))
    assert 'class="check pick"' not in main_of(browser_of(reader).get("/companies/"))
    assert browser_of(reader).get(asked(three, "country", "FR")).status_code == 403


def test_one_is_asked_for_the_field_then_for_the_value_then_told(cast, three):
    browser = browser_of(cast.user1)

    first = browser.get(f"/companies/bulk/?id={three[0].pk}")
    second = browser.get(f"/companies/bulk/?id={three[0].pk}&field=role")
    third = browser.get(asked(three, "country", "FR"))

    assert "Payment conditions" in says(first)
    assert "New value" in says(second)
    assert "3 will change" in says(third)
    assert "Change 3 records" in says(third)
    assert values(three, "country") == ["ES", "ES", "ES"]


def test_a_change_is_written_told_and_undone_as_one_step(cast, three):
    role = CompanyRole.objects.get(name="Customer")
    browser = browser_of(cast.user1)

    page = browser.post(asked(three[:2], "role", role.pk), follow=True)

    assert "2 companies were changed." in page.content.decode()
    assert values(three, "role") == [role.pk, role.pk, three[2].role_id]
    rows = Change.objects.filter(kind="company", verb="updated")
    assert {row.record_id for row in rows} == {three[0].pk, three[1].pk}
    assert len({row.request_id for row in rows}) == 1
    undo = re.search(r'action="(/undo/[^"]+)"', page.content.decode()).group(1)
    browser.post(undo)
    assert values(three, "role") == [row.role_id for row in three]


def test_what_is_the_same_already_stays_untouched(cast, three):
    browser = browser_of(cast.user1)
    versions = values(three, "version")

    page = browser.get(asked(three, "country", "ES"))

    assert "0 will change" in says(page)
    assert "3 have this value already" in says(page)
    browser.post(asked(three, "country", "ES"))
    assert values(three, "version") == versions


def test_what_one_may_only_see_is_counted_and_stays_and_what_one_cannot_see_is_not_counted(cast, three):
    hidden = make_company("Hidden", by=cast.admin, parent=None)
    seen = cast.customer_b
    assert seen.owner_id != cast.user1.pk

    page = browser_of(cast.user1).get(asked([*three, seen, hidden], "country", "FR"))
    browser_of(cast.user1).post(asked([*three, seen, hidden], "country", "FR"))

    assert "3 will change" in says(page)
    assert "1 stay as they are. You can see them, but not change them." in says(page)
    assert values([seen, hidden], "country") == [seen.country, hidden.country]
    assert values(three, "country") == ["FR", "FR", "FR"]


def test_all_rows_of_a_filter_change_without_naming_them(cast, three):
    make_company("Other", by=cast.user1, country="DE")

    browser_of(cast.user1).post("/companies/bulk/?all=1&country=ES&field=payment_conditions&value=45")

    assert set(values(three, "payment_conditions")) == {45}
    assert Company.objects.filter(payment_conditions=45).count() == 3


def test_the_new_country_is_found_by_searching(cast, three):
    browser = browser_of(cast.user1)

    browser.post(asked(three, "country", "France"))

    assert "Firm A" in says(browser.get("/companies/?search=france"))


def test_a_custom_field_is_set_and_emptied_for_many(cast, three):
    field = CustomField.objects.create(label="Fleet", type="combo", options=["Small", "Large"])
    browser = browser_of(cast.admin)
    name = f"custom.{field.pk}"

    assert "3 will change" in says(browser.get(asked(three, name, "small")))
    browser.post(asked(three, name, "small"))
    assert values(three, "custom") == [{str(field.pk): "Small"}] * 3
    assert "3 have this value already" in says(browser.get(asked(three, name, "Small")))
    assert browser.get(asked(three, name, "Huge")).status_code == 422
    browser.post(asked(three[:1], name, ""))
    assert values(three, "custom")[0] == {}


def test_fields_that_depend_on_each_other_are_not_offered(cast, three):
    above = CustomField.objects.create(label="Brand", type="combo", options=["A"])
    below = CustomField.objects.create(label="Model", type="linked", options=["A|a1"], parent=above)
    browser = browser_of(cast.user1)

    page = says(browser.get(f"/companies/bulk/?id={three[0].pk}"))

    assert "Brand" not in page
    assert "Model" not in page
    assert browser.post(asked(three, f"custom.{below.pk}", "a1")).status_code in {200, 422}
    assert values(three, "custom") == [{}] * 3


def test_a_new_owner_takes_the_companies_and_their_derived_columns_follow(cast, three):
    colleague = make_user("other1", company=cast.my_company)

    browser_of(cast.user1).post(asked(three, "owner", "other1"))

    assert set(values(three, "owner")) == {colleague.pk}
    assert set(values(three, "owner_company")) == {cast.my_company.pk}


def test_what_one_would_lose_sight_of_stays_and_is_told(cast):
    mine = make_company("Without parent", by=cast.user1, parent=None)
    make_user("other1", company=cast.my_company)

    page = browser_of(cast.user1).get(asked([mine], "owner", "other1"))
    browser_of(cast.user1).post(asked([mine], "owner", "other1"))

    assert "You would no longer see them." in says(page)
    assert values([mine], "owner") == [cast.user1.pk]


def test_a_name_that_the_new_owner_has_already_stays_and_is_told(cast):
    make_user("other1")
    twins = [
        make_company("Twin", by=cast.admin, parent=None, owner=who) for who in ("user1", "other1", "manager1")
    ]
    browser = browser_of(cast.admin)

    page = browser.get(asked([twins[0], twins[2]], "owner", "other1"))
    browser.post(asked([twins[0], twins[2]], "owner", "other1"))

    assert "0 will change" in says(page)
    assert "2 stay as they are. The new owner has a company of this name" in says(page)
    assert values(twins[:1], "owner") == [cast.user1.pk]


@pytest.mark.parametrize(
    ("field", "value"),
    [("payment_conditions", "many"), ("role", "999999"), ("owner", "nobody-there"), ("owner", "")],
)
def test_a_value_that_cannot_be_taken_is_told_and_changes_nothing(cast, three, field, value):
    response = browser_of(cast.user1).get(asked(three, field, value))

    assert response.status_code == 422
    assert browser_of(cast.user1).post(asked(three, field, value)).status_code == 422
    assert values(three, "version") == [1, 1, 1]


def test_more_than_can_be_undone_is_refused(cast, three, monkeypatch):
    monkeypatch.setattr("hanse.companies.bulk_edit.MOST", 2)
    browser = browser_of(cast.user1)

    page = browser.get(asked(three, "country", "FR"))
    refused = browser.post(asked(three, "country", "FR"))

    assert "Narrow the list" in says(page)
    assert "Change 3" not in says(page)
    assert refused.status_code == 422
    assert values(three, "country") == ["ES", "ES", "ES"]


def test_a_list_without_bulk_has_no_such_page(cast):
    assert browser_of(cast.user1).get("/contacts/bulk/?all=1").status_code == 404
