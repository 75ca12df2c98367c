"""Selected rows of a list: what a change would do to them, doing it, and taking it back."""

import re

import pytest

from hanse.activity.models import Activity
from hanse.companies.actions import update_company
from hanse.companies.models import Company, CompanyRole
from hanse.contacts.activity import log_activity
from hanse.contacts.models import Contact
from hanse.customfields.models import CustomField
from hanse.journal.models import Change
from tests.factories import acting, make_company, make_contact, make_user
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


def test_a_dependent_choice_is_set_only_where_it_goes_with_the_value_above(cast, three):
    above = CustomField.objects.create(label="Brand", type="combo", options=["A", "B"])
    below = CustomField.objects.create(label="Model", type="linked", options=["A|a1", "B|b1"], parent=above)
    set_custom(three, [{str(above.pk): "A"}, {str(above.pk): "B"}, {}])
    browser = browser_of(cast.user1)

    page = says(browser.get(asked(three, f"custom.{below.pk}", "a1")))
    browser.post(asked(three, f"custom.{below.pk}", "a1"))

    assert "1 will change" in page
    assert "2 stay as they are. Their Brand does not go with this value." in page
    assert [kept.get(str(below.pk)) for kept in values(three, "custom")] == ["a1", None, None]


def test_a_choice_stays_where_another_hangs_from_it(cast, three):
    above = CustomField.objects.create(label="Brand", type="combo", options=["A", "B"])
    below = CustomField.objects.create(label="Model", type="linked", options=["A|a1", "B|b1"], parent=above)
    set_custom(three, [{str(above.pk): "A", str(below.pk): "a1"}, {str(above.pk): "A"}, {}])
    browser = browser_of(cast.user1)

    assert "1 stay as they are. Their Model does not go" in says(
        browser.get(asked(three, f"custom.{above.pk}", "B"))
    )
    browser.post(asked(three, f"custom.{above.pk}", "B"))

    assert [kept.get(str(above.pk)) for kept in values(three, "custom")] == ["A", "B", "B"]


def set_custom(rows, customs) -> None:
    for row, custom in zip(rows, customs, strict=True):
        Company.objects.filter(pk=row.pk).update(custom=custom)


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


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "555 1"),
        ("website", "https://example.org"),
        ("comments", "One%0ATwo"),
        ("email", "a@example.org"),
    ],
)
def test_texts_are_set_for_many(cast, three, field, value):
    browser = browser_of(cast.user1)

    assert "3 will change" in says(browser.get(asked(three, field, value)))
    browser.post(asked(three, field, value))

    assert set(values(three, field)) == {value.replace("%0A", "\n")}


def test_a_new_parent_is_foreseen_and_loops_are_refused(cast, three):
    below = make_company("Below", by=cast.user1, parent=three[0].pk)
    browser = browser_of(cast.admin)

    page = says(browser.get(asked([*three, below], "parent", below.pk)))
    browser.post(asked([*three, below], "parent", below.pk))

    assert "2 will change" in page
    assert "2 stay as they are. The new parent is this company, or hangs from it." in page
    assert values(three, "parent")[1:] == [below.pk, below.pk]
    assert Company.objects.get(pk=three[1].pk).path.startswith(below.path)


def test_a_new_parent_says_how_many_people_gain_and_lose_sight(cast, three):
    other = make_company("Other house", by=cast.admin, parent=None)
    make_user("newcomer", company=other)

    page = says(browser_of(cast.admin).get(asked(three, "parent", other.pk)))

    assert "1 person would gain sight" in page


def test_a_parent_that_one_cannot_see_is_no_parent(cast, three):
    hidden = make_company("Hidden", by=cast.admin, parent=None)

    response = browser_of(cast.user1).get(asked(three, "parent", hidden.pk))

    assert response.status_code == 422
    assert "Hidden" not in response.content.decode()


def test_many_are_deleted_and_come_back_as_one_step(cast, three):
    below = make_company("Below", by=cast.manager1, parent=three[0].pk)
    browser = browser_of(cast.admin)
    address = "/companies/bulk/delete/?" + "&".join(f"id={row.pk}" for row in three)

    page = says(browser.get(address))
    done = browser.post(address, follow=True).content.decode()

    assert "2 will be deleted" in page
    assert "1 stay. Companies hang from them." in page
    assert "2 companies were deleted." in done
    assert set(Company.objects.filter(pk__in=[row.pk for row in three]).values_list("pk", flat=True)) == {
        three[0].pk
    }
    browser.post(re.search(r'action="(/undo/[^"]+)"', done).group(1))
    assert Company.objects.filter(pk__in=[*[row.pk for row in three], below.pk]).count() == 4


def test_deleting_companies_needs_the_right_to_manage_and_leaves_what_one_cannot_see(cast, three):
    hidden = make_company("Hidden", by=cast.admin, parent=None)
    address = f"/companies/bulk/delete/?id={three[0].pk},{hidden.pk}"

    assert browser_of(cast.user1).get(address).status_code == 403
    assert browser_of(cast.user1).post(address).status_code == 403
    page = says(browser_of(cast.manager1).get(address))
    browser_of(cast.manager1).post(address)

    assert "1 will be deleted" in page
    assert "stay" not in page
    assert Company.objects.filter(pk=hidden.pk).exists()


def test_selected_rows_go_out_as_a_file_and_no_others(cast, three):
    hidden = make_company("Hidden", by=cast.admin, parent=None)
    browser = browser_of(cast.user1)

    page = browser.get(f"/companies/bulk/export/?id={three[0].pk}&id={three[2].pk},{hidden.pk}")
    address = (
        re.search(r'href="(/companies/export/[^"]+)"', page.content.decode()).group(1).replace("&amp;", "&")
    )
    text = b"".join(browser.get(address).streaming_content).decode()

    assert "2 companies" in says(page)
    assert "Firm A" in text
    assert "Firm C" in text
    assert "Firm B" not in text
    assert "Hidden" not in text


def test_the_list_itself_takes_no_ids(cast, three):
    page = says(browser_of(cast.user1).get(f"/companies/?id={three[0].pk}&country=ES"))

    assert "Firm B" in page


@pytest.fixture
def people(cast):
    return [make_contact(f"Person {name}", company=cast.customer_a, by=cast.user1) for name in "ABC"]


def contact_ids(rows) -> str:
    return ",".join(str(row.pk) for row in rows)


def test_contacts_move_with_their_notes_and_billing_and_come_back(cast, people, three):
    note = log_activity(contact_id=people[0].pk, kind="note", text="Hello", by=acting(cast.user1))
    update_company(cast.customer_a.pk, {"billing_contact": people[1].pk}, by=acting(cast.user1))
    browser = browser_of(cast.user1)
    address = f"/contacts/bulk/?id={contact_ids(people)}&field=company&value={three[0].pk}"

    assert "3 will change" in says(browser.get(address))
    page = browser.post(address, follow=True).content.decode()

    assert set(
        Contact.objects.filter(pk__in=[each.pk for each in people]).values_list("company", flat=True)
    ) == {three[0].pk}
    assert Activity.objects.get(pk=note.pk).company_id == three[0].pk
    assert Company.objects.get(pk=cast.customer_a.pk).billing_contact_id is None
    browser.post(re.search(r'action="(/undo/[^"]+)"', page).group(1))
    assert set(
        Contact.objects.filter(pk__in=[each.pk for each in people]).values_list("company", flat=True)
    ) == {cast.customer_a.pk}
    assert Company.objects.get(pk=cast.customer_a.pk).billing_contact_id == people[1].pk


def test_contacts_are_disabled_and_deleted_only_where_one_may(cast, people):
    foreign = make_contact("Foreign", company=cast.customer_b, by=cast.admin)
    hidden = make_contact("Hidden", company=make_company("H", by=cast.admin, parent=None), by=cast.admin)
    rows = [*people, foreign, hidden]
    browser = browser_of(cast.user1)

    page = says(browser.get(f"/contacts/bulk/?id={contact_ids(rows)}&field=disabled&value=1"))
    browser.post(f"/contacts/bulk/?id={contact_ids(rows)}&field=disabled&value=1")
    browser.post(f"/contacts/bulk/delete/?id={contact_ids(rows[1:])}")

    assert "3 will change" in page
    assert "1 stay as they are. You can see them" in page
    assert Contact.objects.filter(disabled=True).count() == 1
    assert set(Contact.objects.values_list("full_name", flat=True)) >= {"Person A", "Foreign", "Hidden"}
    assert not Contact.objects.filter(pk__in=[people[1].pk, people[2].pk]).exists()


def test_a_company_that_one_may_not_change_takes_no_contacts(cast, people):
    for company in (cast.customer_b, make_company("Hidden", by=cast.admin, parent=None)):
        address = f"/contacts/bulk/?id={people[0].pk}&field=company&value={company.pk}"
        assert browser_of(cast.user1).post(address).status_code == 422
    assert Contact.objects.get(pk=people[0].pk).company_id == cast.customer_a.pk
