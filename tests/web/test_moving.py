"""What pages tell while a worker moves very many companies."""

import pytest
from django.test import Client

from hanse.companies import moving
from hanse.companies.models import LongChange
from hanse.companies.tasks import carry_out

HTMX = {"HX-Request": "true"}


def browser(user) -> Client:
    client = Client()
    client.force_login(user, backend="hanse.accounts.backend.HanseBackend")
    return client


@pytest.fixture
def asked(cast, monkeypatch):
    """Customer #A, which admin moves below Customer #B by the form."""
    monkeypatch.setattr(moving, "MOST_AT_ONCE", 0)
    form = {"name": "Customer #A", "owner": "user1", "parent": str(cast.customer_b.pk), "confirmed": "1"}
    saved = browser(cast.admin).post(f"/companies/{cast.customer_a.pk}/edit/", form)
    assert saved.status_code == 302
    return LongChange.objects.get(company=cast.customer_a)


def test_a_company_that_moves_says_how_far_it_is_until_it_is_there(cast, asked):
    client, address = browser(cast.user1), f"/companies/{cast.customer_a.pk}/"
    LongChange.objects.update(rows=200, done=80)

    assert "Moving, 40 %." in client.get(address).content.decode()
    assert "Moving, 40 %." in client.get(f"{address}move/", headers=HTMX).content.decode()
    assert client.get(f"{address}move/").headers["Location"] == address
    assert browser(cast.user2).get(f"/companies/{cast.customer_b.pk}/move/").status_code == 404

    carry_out.call(asked.pk)
    assert client.get(f"{address}move/", headers=HTMX).headers["HX-Refresh"] == "true"
    assert "Moving" not in client.get(address).content.decode()


def test_a_refusal_is_told_to_the_one_who_asked_until_he_has_read_it(cast, asked):
    address = f"/companies/{cast.customer_a.pk}/"
    LongChange.objects.update(message="Secret Ltd stands in the way.")

    assert "Secret Ltd stands in the way." in browser(cast.admin).get(address).content.decode()
    assert "Secret Ltd" not in browser(cast.user1).get(address).content.decode()
    assert browser(cast.admin).post(f"{address}move/").headers["Location"] == address
    assert not LongChange.objects.exists()


def test_a_user_who_moves_with_very_many_companies_is_told_of_in_setup(cast, monkeypatch):
    LongChange.objects.create(user=cast.user1, values={"company": None}, rows=10, done=5, door="web")
    page = f"/setup/users/{cast.user1.pk}/"

    assert "Moving to another company, 50 %." in browser(cast.admin).get(page).content.decode()
    LongChange.objects.update(message="That did not work.")
    assert "That did not work." in browser(cast.admin).get(page).content.decode()
