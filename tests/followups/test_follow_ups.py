"""Follow-ups: planned in the composer, done with one click, seen by whoever sees their record."""

import datetime
import re

import pytest
from django.utils import timezone

from hanse.companies.actions import delete_company, update_company
from hanse.contacts.actions import delete_contact, update_contact
from hanse.followups.actions import RECORDS
from hanse.followups.models import FollowUp
from hanse.followups.table import due
from hanse.foundation.errors import Forbidden, Invalid, NotFound
from hanse.journal.models import Change
from hanse.journal.undoing import undo
from hanse.setup.models import Section, VisibilityEntry
from tests.factories import acting, make_contact
from tests.web.reading import browser_of, says

TODAY = datetime.date(2026, 11, 24)


def plan(by, at, text="Send the offer", on=None, **more):
    raw = {"company": at.pk, "text": text, "due_on": on or timezone.localdate()} | more
    return RECORDS.create(raw, by=acting(by))


def titles(response):
    return re.findall(r'<a class="title"[^>]*>([^<]+)</a>', response.content.decode())


def test_the_composer_plans_a_follow_up_that_stands_on_record_list_and_home(cast):
    browser = browser_of(cast.user1)
    address = f"/companies/{cast.customer_a.pk}/"
    raw = {
        "kind": "follow_up",
        "text": "Send the offer",
        "due_on": timezone.localdate().isoformat(),
        "due_time": "9:30",
    }

    browser.post(f"{address}activity/", raw)

    assert "Send the offer" in says(browser.get(address))
    assert "planned Send the offer" in says(browser.get(f"{address}?tab=activity"))
    assert titles(browser.get("/follow-ups/", follow=True)) == ["Send the offer"]
    assert "Today, 09:30" in says(browser.get("/"))
    assert FollowUp.objects.get().person == cast.user1


def test_what_cannot_be_planned_says_why_and_keeps_what_was_typed(cast):
    browser = browser_of(cast.user1)
    raw = {"kind": "follow_up", "text": "Call", "due_on": "", "due_time": "noon", "person": "user2"}

    response = browser.post(f"/companies/{cast.customer_a.pk}/activity/", raw)

    page = says(response)
    assert response.status_code == 422
    assert "Due is required." in page
    assert "“noon” is not a time" in page
    assert "User2 cannot see this record." in page
    assert 'value="noon"' in response.content.decode()


def test_done_is_one_click_that_undo_takes_back(cast):
    follow_up = plan(cast.user1, cast.customer_a)
    browser = browser_of(cast.user1)

    page = browser.post(f"/follow-ups/{follow_up.pk}/done/", follow=True)
    follow_up.refresh_from_db()
    assert follow_up.done
    assert "Done: Send the offer" in page.content.decode()
    browser.post(re.search(r'action="(/undo/[^"]+)"', page.content.decode())[1])

    follow_up.refresh_from_db()
    assert not follow_up.done


def test_it_can_be_put_off_handed_over_and_opened_again(cast):
    follow_up = plan(cast.user1, cast.customer_a)

    for raw in ({"done": True}, {"done": False}, {"due_on": "2027-01-04"}, {"person": "manager1"}):
        RECORDS.update(follow_up.pk, raw, by=acting(cast.user1))

    told = Change.objects.filter(kind="follow_up").order_by("pk").values_list("verb", "fields__person")
    follow_up.refresh_from_db()
    assert (follow_up.due_on, follow_up.person) == (datetime.date(2027, 1, 4), cast.manager1)
    assert list(told)[-1] == ("updated", ["user1", "manager1"])


def test_the_one_it_is_for_may_do_it_where_he_may_not_change_the_record(cast):
    follow_up = plan(cast.admin, cast.customer_b, person="user1")

    RECORDS.update(follow_up.pk, {"done": True}, by=acting(cast.user1))

    mine = plan(cast.admin, cast.customer_b, person="manager1")
    with pytest.raises(Forbidden):
        RECORDS.update(mine.pk, {"done": True}, by=acting(cast.user1))
    assert list(FollowUp.objects.editable_by(cast.user1)) == [follow_up]


def test_nobody_gets_a_follow_up_on_a_record_that_he_cannot_see(cast):
    with pytest.raises(Invalid, match="cannot see this record"):
        plan(cast.admin, cast.customer_a, person="user2")


def test_what_one_cannot_see_any_more_is_in_no_list_and_counts_nowhere(cast):
    follow_up = plan(cast.admin, cast.customer_b, person="user1")
    browser = browser_of(cast.user1)
    update_company(cast.customer_b.pk, {"parent": None}, by=acting(cast.admin))

    assert titles(browser.get("/follow-ups/?when=open")) == []
    assert "Send the offer" not in says(browser.get("/"))
    assert browser.get(f"/follow-ups/{follow_up.pk}/").status_code == 404
    assert browser.post(f"/follow-ups/{follow_up.pk}/done/").status_code == 404
    with pytest.raises(NotFound):
        FollowUp.objects.get_editable(cast.user1, follow_up.pk)


def test_one_on_a_contact_is_hidden_with_the_contacts(cast):
    ana = make_contact("Ana", company=cast.customer_a, by=cast.user1)
    RECORDS.create({"contact": ana.pk, "text": "Ask Ana", "due_on": "2026-11-24"}, by=acting(cast.user1))
    plan(cast.user1, cast.customer_a, "Ask anybody")
    browser = browser_of(cast.user1)
    assert "planned Ask Ana" in says(browser.get(f"/contacts/{ana.pk}/?tab=activity"))
    VisibilityEntry.objects.create(section=Section.CONTACTS, profile=cast.user1.profile)

    assert titles(browser.get("/follow-ups/?when=open")) == ["Ask anybody"]
    assert "Ask Ana" not in says(browser.get(f"/companies/{cast.customer_a.pk}/?tab=activity"))


def test_it_goes_and_comes_with_its_contact_and_its_company(cast):
    ana = make_contact("Ana", company=cast.customer_a, by=cast.user1)
    RECORDS.create({"contact": ana.pk, "text": "Ask Ana", "due_on": "2026-11-24"}, by=acting(cast.user1))
    update_contact(ana.pk, {"company": cast.customer_b.pk}, by=acting(cast.admin))
    assert FollowUp.objects.get().company == cast.customer_b

    for delete, pk in ((delete_contact, ana.pk), (delete_company, cast.customer_b.pk)):
        by = acting(cast.admin)
        delete(pk, by=by)
        assert not FollowUp.objects.exists()
        undo(by.request_id, by=acting(cast.admin))
        assert FollowUp.objects.get().contact == ana


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Pacific/Auckland", "2026-11-24T12:30:00+00:00", datetime.date(2026, 11, 25)),
        ("America/Los_Angeles", "2026-11-24T06:30:00+00:00", datetime.date(2026, 11, 23)),
        # The night in which the clocks go back has its hour twice, and its day once.
        ("Europe/Madrid", "2026-10-25T00:30:00+00:00", datetime.date(2026, 10, 25)),
    ],
)
def test_today_is_where_the_reader_is(cast, monkeypatch, zone, at, day):
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime.fromisoformat(at))
    plan(cast.user1, cast.customer_a, on=day)

    with timezone.override(zone):
        assert FollowUp.objects.filter(due("today")).count() == 1
        assert FollowUp.objects.filter(due("overdue")).count() == 0


def test_each_open_follow_up_stands_in_one_group(cast):
    for away in range(-9, 15):
        plan(cast.user1, cast.customer_a, on=timezone.localdate() + datetime.timedelta(days=away))
    groups = [set(FollowUp.objects.filter(due(when))) for when in ("overdue", "today", "week", "later")]

    assert sum(map(len, groups)) == 24
    assert set().union(*groups) == set(FollowUp.objects.filter(due("open")))


def test_the_list_costs_eight_queries_at_most(cast, django_assert_max_num_queries):
    for number in range(60):
        plan(cast.user1, cast.customer_a, f"Step {number}")
    browser = browser_of(cast.user1)
    with django_assert_max_num_queries(8):
        assert "1–50 of" in says(browser.get("/follow-ups/?when=open&person=user1"))
    with django_assert_max_num_queries(15):
        browser.get(f"/companies/{cast.customer_a.pk}/")


def test_the_composer_suggests_people_who_can_see_the_record(cast):
    make_contact("Ana", company=cast.customer_a, by=cast.user1)
    browser = browser_of(cast.user1)
    page = browser.get(f"/companies/{cast.customer_a.pk}/").content.decode()

    address = re.search(r'name="person"[^>]* hx-get="([^"]+)"', page)[1]
    suggested = says(browser.get(address))

    assert "User1" in suggested
    assert "Manager1" in suggested
    assert "User2" not in suggested
    assert browser_of(cast.user2).get(address).status_code == 404


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"contact": 999_999}, "contact", "no contact with the id 999999"),
        ({"contact": "elsewhere"}, "contact", "one of this company"),
        ({"person": "nobody"}, "person", "no active user “nobody”"),
        ({"person": "user2"}, "person", "cannot see this record"),
    ],
)
def test_what_does_not_fit_is_named_with_its_field(cast, given, field, words):
    if given.get("contact") == "elsewhere":
        given = {"contact": make_contact("Bea", company=cast.customer_b, by=cast.admin).pk}

    with pytest.raises(Invalid) as refused:
        plan(cast.admin, cast.customer_a, **given)

    (problem,) = refused.value.problems
    assert (problem.field, words in str(problem.message)) == (field, True)


def test_a_contact_brings_its_company_and_stays_behind_when_the_follow_up_moves(cast):
    contact = make_contact("Ana", company=cast.customer_a, by=cast.admin)
    step = RECORDS.create(
        {"contact": contact.pk, "text": "Call", "due_on": "2026-12-01"}, by=acting(cast.admin)
    )
    assert step.company_id == cast.customer_a.pk

    moved = RECORDS.update(step.pk, {"company": cast.customer_b.pk}, by=acting(cast.admin))

    assert (moved.company_id, moved.contact) == (cast.customer_b.pk, None)
