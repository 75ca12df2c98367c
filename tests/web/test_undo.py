"""The toast's Undo, the History tab's ways back, and the trash, without scripts."""

import datetime
import html
import re

import pytest

from hanse.companies.actions import delete_company, update_company
from hanse.companies.models import Company
from hanse.contacts.actions import delete_contact, update_contact
from hanse.contacts.models import Contact
from hanse.journal.models import Change
from tests.factories import acting, make_company, make_contact
from tests.web.reading import browser_of, says

pytestmark = pytest.mark.django_db


def toasts_of(response) -> str:
    """Return what the toasts of a page say."""
    return html.unescape(response.content.decode().split('id="toasts"')[1])


def undo_in(response) -> str:
    """Return the address of the newest toast's Undo."""
    return re.findall(r'action="(/undo/[^"]+)"', response.content.decode())[-1]


def test_a_new_company_a_change_and_a_deletion_each_offer_undo(cast):
    browser = browser_of(cast.manager1)

    page = browser.post(
        "/companies/new/", {"name": "New", "owner": "manager1", "parent": "My company"}, follow=True
    )
    company = Company.objects.get(name="New")
    gone = browser.post(undo_in(page), follow=True)
    assert "Undone." in toasts_of(gone)
    assert gone.request["PATH_INFO"] == "/companies/"
    assert not Company.objects.filter(pk=company.pk).exists()

    back = browser.post(undo_in(gone), follow=True)
    assert back.request["PATH_INFO"] == f"/companies/{company.pk}/"

    page = browser.post(f"/companies/{company.pk}/delete/", follow=True)
    back = browser.post(undo_in(page), follow=True)
    assert back.request["PATH_INFO"] == f"/companies/{company.pk}/"


def test_undo_returns_to_the_page_it_was_pressed_on(cast):
    browser = browser_of(cast.user1)
    page = browser.post(
        f"/companies/{cast.customer_a.pk}/activity/", {"kind": "note", "text": "Hm"}, follow=True
    )

    tab = f"/companies/{cast.customer_a.pk}/?tab=activity"
    answer = browser.post(undo_in(page), headers={"referer": f"http://testserver{tab}"})
    assert answer["Location"] == tab

    answer = browser.post(undo_in(browser.get("/")), headers={"referer": "http://elsewhere.example/x"})
    assert answer["Location"] == "/"


def test_a_conflict_is_said_where_undo_was_pressed(cast):
    browser = browser_of(cast.user1)
    update_company(cast.customer_a.pk, {"phone": "1"}, by=acting(cast.user1))
    step = Change.objects.latest("pk").request_id
    update_company(cast.customer_a.pk, {"phone": "2"}, by=acting(cast.admin))

    page = browser.post(f"/undo/{step}/", follow=True)

    assert "Customer #A: Phone changed since" in toasts_of(page)
    assert Company.objects.get(pk=cast.customer_a.pk).phone == "2"


def test_an_undo_of_somebody_else_does_not_exist(cast):
    update_company(cast.customer_a.pk, {"phone": "1"}, by=acting(cast.user1))
    step = Change.objects.latest("pk").request_id

    assert browser_of(cast.admin).post(f"/undo/{step}/").status_code == 404
    assert browser_of(cast.user1).get(f"/undo/{step}/").status_code == 405


def test_what_is_given_out_of_hand_offers_no_undo(cast):
    make_company("Lonely", by=cast.user1, parent=None)
    lonely = Company.objects.get(name="Lonely")
    typed = {"name": "Lonely", "owner": "manager1", "confirmed": "1", "lose_sight": "1", "version": "1"}

    page = browser_of(cast.user1).post(f"/companies/{lonely.pk}/edit/", typed, follow=True)

    assert Company.objects.get(pk=lonely.pk).owner == cast.manager1
    assert "/undo/" not in page.content.decode()


def test_superadmins_undo_what_they_set_up(cast):
    browser = browser_of(cast.admin)
    page = browser.post("/setup/roles/new/", {"name": "Guild"}, follow=True)
    assert "The role Guild is saved." in toasts_of(page)

    assert "Guild" not in says(browser.post(undo_in(page), headers={"referer": "/setup/roles/"}, follow=True))


@pytest.fixture
def changed(cast):
    """Customer #A as it was made, with a phone, with another phone and a comment."""
    update_company(cast.customer_a.pk, {"phone": "11"}, by=acting(cast.user1))
    cast.first = Change.objects.latest("pk").pk
    update_company(cast.customer_a.pk, {"phone": "22", "comments": "Later"}, by=acting(cast.user1))
    return cast


def test_a_field_is_restored_from_the_history(changed):
    browser = browser_of(changed.user1)
    address = f"/companies/{changed.customer_a.pk}/"
    tab = browser.get(f"{address}?tab=history").content.decode()
    assert "Restore old value of Phone: 11" in tab
    assert "Put back as of this moment" in tab
    through = Change.objects.latest("pk").pk - 1

    page = browser.post(f"{address}restore/", {"through": through, "fields": "phone"}, follow=True)

    company = Company.objects.get(pk=changed.customer_a.pk)
    assert (company.phone, company.comments) == ("11", "Later")
    assert "Earlier values of Customer #A are back." in toasts_of(page)
    assert "put earlier values back" in says(page)
    browser.post(undo_in(page))
    assert Company.objects.get(pk=changed.customer_a.pk).phone == "22"


def test_a_record_is_put_back_as_of_a_moment_after_a_preview(changed):
    browser = browser_of(changed.user1)
    address = f"/companies/{changed.customer_a.pk}/restore/?through={changed.first}"

    preview = says(browser.get(address))
    assert "Phone" in preview
    assert "Later" in preview
    assert Company.objects.get(pk=changed.customer_a.pk).phone == "22"

    browser.post(address, {"through": changed.first, "fields": ["phone", "comments"], "version": "3"})

    company = Company.objects.get(pk=changed.customer_a.pk)
    assert (company.phone, company.comments) == ("11", "")


def test_putting_back_says_why_it_cannot(changed):
    browser = browser_of(changed.user1)
    address = f"/companies/{changed.customer_a.pk}/restore/"

    stale = browser.post(address, {"through": changed.first, "fields": "phone", "version": "1"})
    nothing = browser.post(address, {"through": changed.first, "fields": "name"}, follow=True)
    never = browser.get(f"{address}?through=0")
    update_company(changed.customer_a.pk, {"tax_id": "X1"}, by=acting(changed.admin))
    update_company(changed.customer_a.pk, {"tax_id": ""}, by=acting(changed.admin))
    update_company(changed.customer_b.pk, {"tax_id": "X1"}, by=acting(changed.admin))
    through = Change.objects.filter(record_id=changed.customer_a.pk, kind="company").latest("pk").pk - 1
    taken = browser.post(address, {"through": through, "fields": "tax_id"})

    assert stale.status_code == 412
    assert "Nothing was chosen" in toasts_of(nothing)
    assert never.status_code == 409
    assert "did not exist then" in says(never)
    assert taken.status_code == 422
    assert "already in use" in says(taken)


def test_losing_sight_by_putting_back_wants_a_tick(cast):
    lonely = make_company("Lonely", by=cast.admin, parent=None)
    through = Change.objects.latest("pk").pk
    update_company(lonely.pk, {"owner": "user1"}, by=acting(cast.admin))
    update_company(lonely.pk, {"parent": cast.my_company.pk}, by=acting(cast.admin))
    update_company(lonely.pk, {"owner": "manager1", "parent": None}, by=acting(cast.admin))
    through = Change.objects.latest("pk").pk - 1
    browser = browser_of(cast.manager1)
    typed = {"through": through, "fields": "owner"}

    asked = browser.post(f"/companies/{lonely.pk}/restore/", typed)
    assert asked.status_code == 409
    assert "I will not see it any more" in says(asked)

    browser.post(f"/companies/{lonely.pk}/restore/", typed | {"lose_sight": "on"})
    assert Company.objects.get(pk=lonely.pk).owner == cast.user1


def test_who_may_only_look_gets_no_way_back(changed):
    changed.user1.profile = type(changed.user1.profile).objects.get(name="Reader")
    changed.user1.save()
    browser = browser_of(changed.user1)
    address = f"/companies/{changed.customer_a.pk}/"

    assert "Put back" not in browser.get(f"{address}?tab=history").content.decode()
    assert (
        browser.post(f"{address}restore/", {"through": changed.first, "fields": "phone"}).status_code == 403
    )
    assert browser.get("/trash/").status_code == 403


def test_a_contact_is_put_back_too(cast):
    ana = make_contact("Ana", company=cast.customer_a, by=cast.user1, email="a@example.com")
    through = Change.objects.latest("pk").pk
    update_contact(ana.pk, {"email": "b@example.com"}, by=acting(cast.user1))
    browser = browser_of(cast.user1)
    assert (
        "Restore old value of E-mail: a@example.com"
        in browser.get(f"/contacts/{ana.pk}/?tab=history").content.decode()
    )

    browser.post(f"/contacts/{ana.pk}/restore/", {"through": through, "fields": "email"})

    assert Contact.objects.get(pk=ana.pk).email == "a@example.com"


def test_the_trash_brings_a_company_back_with_its_people(cast):
    make_contact("Ana", company=cast.customer_b, by=cast.manager1)
    delete_company(cast.customer_b.pk, by=acting(cast.manager1))
    browser = browser_of(cast.admin)

    listed = says(browser.get("/trash/"))
    assert "Customer #B" in listed
    assert "Ana" not in listed

    page = browser.post(f"/trash/company/{cast.customer_b.pk}/", follow=True)
    assert "Customer #B is back." in toasts_of(page)
    assert Contact.objects.get().company_id == cast.customer_b.pk
    assert "Customer #B" not in says(browser.get("/trash/"))

    browser.post(undo_in(page))
    assert not Contact.objects.exists()


def test_the_trash_of_a_person_holds_what_he_may_bring_back(cast):
    ana = make_contact("Ana", company=cast.customer_a, by=cast.user1)
    bob = make_contact("Bob", company=cast.customer_b, by=cast.manager1)
    for each, who in ((ana, cast.user1), (bob, cast.manager1)):
        delete_contact(each.pk, by=acting(who))
    delete_company(cast.customer_b.pk, by=acting(cast.manager1))

    user1, manager1 = (
        says(browser_of(cast.user1).get("/trash/")),
        says(browser_of(cast.manager1).get("/trash/")),
    )

    assert "Ana" in user1
    assert "Customer #B" not in user1
    assert "Bob" not in user1
    assert "Customer #B" in manager1
    assert "Bob" not in manager1
    assert browser_of(cast.user1).post(f"/trash/company/{cast.customer_b.pk}/").status_code == 404
    assert browser_of(cast.user2).get("/trash/").status_code == 404


def test_the_trash_is_emptied_after_thirty_days(cast):
    delete_company(cast.customer_b.pk, by=acting(cast.manager1))
    for row in Change.objects.filter(verb="deleted"):
        Change.objects.filter(pk=row.pk).update(at=row.at - datetime.timedelta(days=31))

    browser = browser_of(cast.admin)
    assert "The trash is empty" in says(browser.get("/trash/"))
    assert browser.post(f"/trash/company/{cast.customer_b.pk}/").status_code == 404


def test_the_trash_says_what_stands_in_the_way(cast):
    delete_company(cast.customer_b.pk, by=acting(cast.manager1))
    make_company("Customer #B", by=cast.admin, parent=cast.my_company.pk)

    page = browser_of(cast.manager1).post(f"/trash/company/{cast.customer_b.pk}/", follow=True)

    assert "already in use" in toasts_of(page)


def test_a_billed_contact_is_billed_again_when_nobody_else_is(cast):
    ana = make_contact("Ana", company=cast.customer_b, by=cast.admin)
    bob = make_contact("Bob", company=cast.customer_b, by=cast.admin)
    for other, billed in ((None, ana.pk), (bob.pk, bob.pk)):
        update_company(cast.customer_b.pk, {"billing_contact": ana.pk}, by=acting(cast.admin))
        delete_contact(ana.pk, by=acting(cast.admin))
        if other:
            update_company(cast.customer_b.pk, {"billing_contact": other}, by=acting(cast.admin))
        browser_of(cast.manager1).post(f"/trash/contact/{ana.pk}/")
        assert Contact.objects.filter(pk=ana.pk).exists()
        assert Company.objects.get(pk=cast.customer_b.pk).billing_contact_id == billed


def test_many_deletions_are_paged(cast, django_assert_max_num_queries):
    names = [f"Gone {number:02}" for number in range(60)]
    for name in names:
        contact = make_contact(name, company=cast.customer_a, by=cast.admin)
        delete_contact(contact.pk, by=acting(cast.admin))
    browser = browser_of(cast.user1)

    with django_assert_max_num_queries(16):
        first = browser.get("/trash/")
    older = re.search(r'rel="next" href="([^"]+)"', first.content.decode()).group(1)

    assert "Gone 59" in says(first)
    assert "Gone 09" not in says(first)
    assert "Gone 00" in says(browser.get(f"/trash/{older}"))
