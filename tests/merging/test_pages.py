"""Merging and hints through the doors: pages, hints while typing, API."""

import pytest

from hanse.companies.duplicates import like_company
from hanse.companies.models import Company
from hanse.contacts.duplicates import like_contact
from hanse.contacts.models import Contact
from hanse.foundation.likeness import core
from tests.api.conftest import caller_for
from tests.factories import make_company, make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    one = make_company("Acme", by=cast.manager1, phone="1")
    two = make_company("ACMÉ, S.L.", by=cast.manager1, phone="2", email="info@acme.test", tax_id="ES B-1")
    return one, two


@pytest.mark.parametrize(
    "name",
    ["Acme", "ACME SL", "Acme, S.L.", "Acmé S. L.", "acme GmbH & Co. KG", "Acme sp. z o.o.", "acme  ltd."],
)
def test_a_name_is_the_same_without_legal_form_case_and_accents(name):
    assert core(name) == "acme"


@pytest.mark.parametrize(
    "typed, reasons",
    [
        ({"name": "Acme Ltd"}, ["same name"]),
        ({"name": "X", "tax_id": "B1"}, []),
        ({"name": "X", "tax_id": "esb1"}, ["same tax ID"]),
        ({"name": "X", "email": "new@acme.test"}, ["same e-mail domain"]),
        ({"name": "X", "website": "https://www.acme.test/about"}, ["same website"]),
        ({"name": "X", "email": "ana@gmail.com"}, []),
        ({"name": "Acme North"}, []),
    ],
)
def test_a_likeness_has_its_reason(cast, typed, reasons):
    make_company("ACME, S.L.", by=cast.manager1, email="info@acme.test", tax_id="ES B-1")
    make_company("Free", by=cast.manager1, email="free@gmail.com")

    found = like_company(cast.manager1, typed)

    assert [list(each.reasons) for each in found] == ([reasons] if reasons else [])


def test_what_one_cannot_see_is_like_nothing(cast):
    hidden = make_company("Hidden SL", by=cast.admin, parent=None, tax_id="B9", email="a@hidden.test")
    make_contact("Ana", company=hidden, by=cast.admin, email="ana@hidden.test")
    asked = {"name": "Hidden", "tax_id": "B9", "email": "x@hidden.test"}

    assert like_company(cast.manager1, asked) == []
    assert like_contact(cast.manager1, {"email": "ana@hidden.test", "full_name": "Ana"}) == []
    assert like_company(cast.admin, asked)
    assert like_contact(cast.admin, {"email": "ana@hidden.test"})


def test_contacts_are_alike_by_address_or_by_name_and_place(cast, pair):
    one, two = pair
    make_contact("Ana Gil", company=one, by=cast.manager1, email="ana@acme.test", mobile="+34 600 111 222")

    def reasons(**asked):
        return [list(each.reasons) for each in like_contact(cast.manager1, asked)]

    assert reasons(email="ANA@acme.test") == [["same e-mail"]]
    assert reasons(full_name="ana gil", company=one.pk) == [["same name in the same company"]]
    assert reasons(full_name="Ana Gil", company=two.pk) == []
    assert reasons(full_name="Ana Gil", company=two.pk, phone="600111222") == [["same name and phone"]]


def test_the_form_tells_what_looks_alike_and_forgets_what_is_not_the_same(client, cast, pair):
    client.force_login(cast.manager1)
    _one, two = pair

    told = client.get("/companies/duplicates/?name=X&email=a@acme.test").content.decode()
    assert two.name in told
    assert "same e-mail domain" in told

    quiet = client.get(f"/companies/duplicates/?name=X&email=a@acme.test&nor={two.pk}").content.decode()
    assert two.name not in quiet
    assert f'name="not_same" value="{two.pk}"' in quiet


def test_without_scripts_the_likeness_is_told_after_saving(client, cast, pair):
    client.force_login(cast.manager1)

    page = client.post("/companies/new/", {"name": "Acme Ltd", "owner": "manager1"}, follow=True)

    assert "It looks like" in page.content.decode()
    assert Company.objects.filter(name="Acme Ltd").exists()


def test_of_a_contact_it_is_told_too(client, cast):
    make_contact("Ana Berg", company=cast.customer_a, by=cast.admin, email="ana@acme.test")
    client.force_login(cast.manager1)

    typed = {
        "full_name": "A. Berg",
        "email": "ana@acme.test",
        "company": f"Customer #A (#{cast.customer_a.pk})",
    }
    page = client.post("/contacts/new/", typed, follow=True)

    assert "It looks like Ana Berg: same e-mail." in page.content.decode()


def test_merging_by_page_and_undoing_it(client, cast, pair):
    client.force_login(cast.manager1)
    one, two = pair
    make_contact("Ana", company=two, by=cast.manager1)

    choose = client.get(f"/companies/{one.pk}/merge/").content.decode()
    assert f"?with={two.pk}" in choose
    assert "same name" in choose
    compare = client.get(f"/companies/{one.pk}/merge/?with={two.pk}").content.decode()
    assert "1 contact" in compare

    sent = {"with": two.pk, "take-phone": two.pk, f"version-{one.pk}": 1, f"version-{two.pk}": two.version}
    answer = client.post(f"/companies/{one.pk}/merge/", sent)
    assert answer["Location"] == f"/companies/{one.pk}/"
    kept = Company.objects.get(pk=one.pk)
    assert (kept.name, kept.phone, kept.email) == ("Acme", "2", "info@acme.test")
    page = client.get(answer["Location"]).content.decode()
    assert "/undo/" in page

    undo = "/undo/" + page.split("/undo/")[1].split('"')[0]
    client.post(undo)
    assert Company.objects.get(pk=two.pk).contacts.count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("user1", 403), ("user2", 404), ("manager1", 302), ("admin", 302)]
)
def test_who_may_merge_companies(client, cast, pair, who, status):
    client.force_login(getattr(cast, who))
    one, two = pair

    assert client.post(f"/companies/{one.pk}/merge/", {"with": two.pk}).status_code == status
    assert Company.objects.filter(pk=two.pk).exists() == (status != 302)


def test_an_invisible_one_cannot_be_named(client, cast, pair):
    client.force_login(cast.manager1)
    hidden = make_company("Hidden", by=cast.admin, parent=None)

    there = client.get(f"/companies/{pair[0].pk}/merge/?with={hidden.pk}")
    nowhere = client.get(f"/companies/{pair[0].pk}/merge/?with=99999999")

    assert there.status_code == nowhere.status_code == 404
    assert "Hidden" not in there.content.decode()


def test_contacts_merge_by_page(client, cast, pair):
    client.force_login(cast.manager1)
    one = make_contact("Ana", company=pair[0], by=cast.manager1)
    two = make_contact("Ana", company=pair[0], by=cast.manager1, email="ana@acme.test")

    assert "same name in the same company" in client.get(f"/contacts/{one.pk}/merge/").content.decode()
    client.post(f"/contacts/{one.pk}/merge/", {"with": two.pk})

    assert [each.email for each in Contact.objects.all()] == ["ana@acme.test"]


def test_looking_alike_costs_few_questions(cast, pair, django_assert_max_num_queries):
    values = {"name": "Acme", "tax_id": "ESB1", "email": "a@acme.test", "website": "acme.example"}
    with django_assert_max_num_queries(10):
        like_company(cast.manager1, values)


def test_programs_merge_and_undo(cast, pair):
    one, two = pair
    api = caller_for(cast.manager1)

    likes = api.get(f"/api/v1/companies/{one.pk}/duplicates").json()["items"]
    assert likes == [{"id": two.pk, "label": two.name, "reasons": ["same name"]}]

    merged = api.post(f"/api/v1/companies/{one.pk}/merge", {"others": [two.pk], "fields": {"phone": two.pk}})
    assert merged.status_code == 200
    assert Company.objects.get(pk=one.pk).phone == "2"
    assert api.get(f"/api/v1/companies/{two.pk}").status_code == 404

    assert api.post(f"/api/v1/undo/{merged.json()['request_id']}", {}).status_code == 200
    assert api.get(f"/api/v1/companies/{two.pk}").json()["phone"] == "2"


def test_programs_hear_what_is_wrong(cast, pair):
    one, two = pair
    path = f"/api/v1/companies/{one.pk}/merge"

    assert caller_for(cast.user1).post(path, {"others": [two.pk]}).status_code == 403
    assert caller_for(cast.user2).post(path, {"others": [two.pk]}).status_code == 404
    api = caller_for(cast.manager1)
    assert api.post(path, {"others": []}).status_code in {400, 422}
    assert api.post(path, {"others": [one.pk]}).status_code == 409
    assert api.post(path, {"others": [two.pk], "fields": {"colour": 1}}).status_code == 422
    assert api.post(path, {"others": [10**9]}).status_code == 404
    contact = make_contact("Ana", company=one, by=cast.manager1)
    twin = make_contact("Ana", company=one, by=cast.manager1, email="ana@acme.test")
    assert [each["id"] for each in api.get(f"/api/v1/contacts/{contact.pk}/duplicates").json()["items"]] == [
        twin.pk
    ]
    assert api.post(f"/api/v1/contacts/{contact.pk}/merge", {"others": [twin.pk]}).status_code == 200
