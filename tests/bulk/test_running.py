"""Changes of more records than a person waits for: by a worker, in chunks, with a page, and taken back the same way."""

import re
from types import SimpleNamespace

import pytest

from hanse.bulk import running
from hanse.bulk.models import Run
from hanse.bulk.tasks import carry_on
from hanse.companies.actions import update_company
from hanse.companies.models import Company
from hanse.jobs.leases import MOST_ATTEMPTS
from hanse.journal import undoing
from hanse.journal.actor import Actor, Door
from hanse.journal.models import Change
from tests.factories import acting, make_company, make_user
from tests.web.reading import browser_of, says


@pytest.fixture
def small(monkeypatch):
    """Let little be much."""
    monkeypatch.setattr("hanse.bulk.many.MOST", 2)
    monkeypatch.setattr("hanse.bulk.many.MOST_ONE_BY_ONE", 2)
    monkeypatch.setattr(running, "CHUNK", 2)
    monkeypatch.setattr(undoing, "MOST", 2)
    monkeypatch.setattr(undoing, "MOST_ONE_BY_ONE", 2)


@pytest.fixture
def firms(cast, small):
    return [make_company(f"Firm {name}", by=cast.admin, country="ES") for name in "ABCDE"]


def work() -> Run:
    """Let the worker do the newest run; return it."""
    run = Run.objects.latest("pk")
    carry_on.func(SimpleNamespace(attempt=1), run.pk)
    run.refresh_from_db()
    return run


def countries(firms) -> list[str]:
    kept = dict(Company.objects.values_list("pk", "country"))
    return [kept[firm.pk] for firm in firms]


CHANGE = "/companies/bulk/?all=1&search=firm&field=country&value=FR"


def test_a_large_change_shows_how_far_it_is_and_is_undone_the_same_way(cast, firms):
    browser = browser_of(cast.admin)

    assert "in the background" in says(browser.get(CHANGE))
    page = browser.post(CHANGE, follow=True)
    assert "0 of 5" in says(page)
    assert countries(firms) == ["ES"] * 5
    run = work()
    page = browser.get(f"/bulk/{run.pk}/")

    assert "5 records were changed" in says(page)
    assert countries(firms) == ["FR"] * 5
    assert {row.request_id for row in Change.objects.filter(verb="updated")} == {run.step}
    browser.post(re.search(r'action="(/undo/[^"]+)"', page.content.decode()).group(1))
    back = work()
    assert back.verb == "undo"
    assert "5 changes were taken back" in says(browser.get(f"/bulk/{back.pk}/"))
    assert countries(firms) == ["ES"] * 5
    assert set(Change.objects.filter(request_id=back.step).values_list("verb", flat=True)) == {"undone"}


def test_what_was_changed_since_stays_and_is_told(cast, firms):
    browser = browser_of(cast.admin)
    browser.post(CHANGE)
    run = work()
    update_company(firms[2].pk, {"country": "DE"}, by=acting(cast.admin))

    browser.post(f"/undo/{run.step}/")
    back = work()

    assert countries(firms) == ["ES", "ES", "DE", "ES", "ES"]
    assert back.changed == 4
    assert "Firm C: Country changed since" in says(browser.get(f"/bulk/{back.pk}/"))


def test_a_step_is_taken_back_once(cast, firms):
    browser = browser_of(cast.admin)
    browser.post(CHANGE)
    run = work()
    browser.post(f"/undo/{run.step}/")

    page = browser.post(f"/undo/{run.step}/", follow=True)

    assert "undone already" in page.content.decode()


def test_a_worker_that_died_is_followed_by_one_that_goes_on_behind_it(cast, firms):
    browser_of(cast.admin).post(CHANGE)
    run = Run.objects.get()
    running._next_chunk(run, Actor(cast.admin, Door.WEB, run.step))
    assert countries(firms).count("FR") == 2

    run = work()

    assert (run.state, run.changed, run.refused) == ("done", 5, {})


def test_who_lost_the_right_meanwhile_changes_nothing(cast, firms):
    owned = [make_company(f"Firm own {name}", by=cast.user1, country="ES") for name in "ABC"]
    browser_of(cast.user1).post(CHANGE)
    cast.user1.is_active = False
    cast.user1.save(update_fields=["is_active"])

    run = work()

    assert run.changed == 0
    assert countries(owned) == ["ES"] * 3


def test_a_run_is_for_who_began_it(cast, firms):
    browser_of(cast.admin).post(CHANGE)
    run = Run.objects.get()

    assert browser_of(cast.user1).get(f"/bulk/{run.pk}/").status_code == 404


def test_owners_and_custom_values_come_back_to_what_each_was(cast, firms):
    other = make_user("other1")
    update_company(firms[0].pk, {"owner": "user1"}, by=acting(cast.admin))
    update_company(firms[1].pk, {"parent": None}, by=acting(cast.admin))
    before = list(Company.objects.order_by("pk").values("owner", "owner_company", "path"))
    browser = browser_of(cast.admin)
    browser.post("/companies/bulk/?all=1&search=firm&field=owner&value=other1")
    run = work()
    assert Company.objects.filter(owner=other).count() == 5

    browser.post(f"/undo/{run.step}/")
    work()

    assert list(Company.objects.order_by("pk").values("owner", "owner_company", "path")) == before


def test_many_move_and_go_by_their_actions_and_come_back(cast, firms):
    below = make_company("Below", by=cast.admin, parent=firms[0].pk)
    browser = browser_of(cast.admin)
    before = dict(Company.objects.values_list("pk", "path"))

    browser.post(f"/companies/bulk/?all=1&search=firm&field=parent&value={cast.customer_b.pk}")
    moved = work()
    assert Company.objects.get(pk=below.pk).path.startswith(Company.objects.get(pk=firms[0].pk).path)
    browser.post(f"/undo/{moved.step}/")
    work()
    assert dict(Company.objects.values_list("pk", "path")) == before

    browser.post("/companies/bulk/delete/?all=1&search=firm")
    gone = work()
    assert (gone.changed, Company.objects.filter(name__startswith="Firm").count()) == (4, 1)
    browser.post(f"/undo/{gone.step}/")
    work()
    assert dict(Company.objects.values_list("pk", "path")) == before


def test_what_goes_on_cannot_be_taken_back_yet(cast, firms):
    browser = browser_of(cast.admin)
    browser.post(CHANGE)
    run = Run.objects.get()
    running._next_chunk(run, Actor(cast.admin, Door.WEB, run.step))

    page = browser.post(f"/undo/{run.step}/", follow=True)

    assert "still going on" in page.content.decode()
    assert Run.objects.count() == 1
    assert work().changed == 5


def test_a_change_that_fails_for_good_says_so_and_what_it_did_can_be_undone(cast, firms, monkeypatch):
    browser = browser_of(cast.admin)
    browser.post(CHANGE)
    run = Run.objects.get()
    running._next_chunk(run, Actor(cast.admin, Door.WEB, run.step))
    monkeypatch.setattr(running, "_do", None)

    for attempt in (1, MOST_ATTEMPTS):
        assert Run.objects.get().state == "running"
        with pytest.raises(TypeError):
            carry_on.func(SimpleNamespace(attempt=attempt), run.pk)
    page = browser.get(f"/bulk/{run.pk}/")

    assert "It stopped before the end" in says(page)
    browser.post(re.search(r'action="(/undo/[^"]+)"', page.content.decode()).group(1))
    assert countries(firms) == ["ES"] * 5
