"""Coming in by a link: reset, invitation, and the first superadmin."""

import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from hanse.accounts.invitations import invite, make_first_superadmin
from hanse.accounts.links import LIFETIME, Purpose, make_first_link, make_link
from hanse.accounts.models import OneTimeLink, User
from hanse.accounts.tasks import tidy_accounts
from hanse.accounts.tokens import find_token, make_token
from hanse.companies.models import Company
from hanse.companies.staff import save_user
from hanse.foundation.errors import Forbidden, Refused
from hanse.jobs import leases, running
from hanse.journal.models import Change
from hanse.mail.models import OutgoingMail
from hanse.setup.models import VisibilityEntry
from tests.factories import PASSWORD, acting

NEW = "a quite new password"


@pytest.fixture(autouse=True)
def fresh_brake():
    cache.clear()


def work() -> None:
    """Run what waits in the queue of jobs, as the worker does."""
    while job := leases.claim("test"):
        running.run(job)


def link_in(mail: OutgoingMail) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+/)", mail.text)
    assert found
    assert found.group(0) in mail.html
    return found.group(1)


def ask(client, login, **more):
    return client.post("/reset/", {"login": login}, **more)


@pytest.mark.parametrize("login", ["user1", "USER1", "user1@example.com", "User1@Example.com"])
def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, cast, login):
    assert ask(client, login).url == "/reset/sent/"
    work()

    mail = OutgoingMail.objects.get()
    assert mail.to == ["user1@example.com"]
    path = link_in(mail)
    assert client.get(path).status_code == 200
    assert client.post(path, {"password": NEW}).url == "/login/"
    assert client.get(path).status_code == 404
    assert client.post(path, {"password": "yet another password"}).status_code == 404
    assert client.post("/login/", {"username": "user1", "password": NEW}).status_code == 302


def test_the_answer_is_the_same_for_people_that_there_are_not(client, cast):
    answers = [ask(client, login) for login in ("user1", "nobody", "nobody@example.com")]

    assert len({(answer.status_code, answer.url) for answer in answers}) == 1
    work()
    assert OutgoingMail.objects.count() == 1


def test_an_inactive_person_and_one_without_address_get_no_letter(client, cast):
    save_user({"is_active": False}, by=acting(cast.admin), user=cast.user1)
    save_user({"email": ""}, by=acting(cast.admin), user=cast.user2)

    ask(client, "user1")
    ask(client, "user2")
    work()

    assert not OutgoingMail.objects.exists()


def test_asking_again_and_again_sends_one_letter(client, cast):
    for _time in range(5):
        ask(client, "user1")
        work()

    assert OutgoingMail.objects.count() == 1


def test_asking_for_hundreds_is_braked_for_this_address_only(client, cast):
    for number in range(20):
        assert ask(client, f"nobody{number}").status_code == 302

    assert ask(client, "user1").status_code == 429
    assert ask(client, "user1", REMOTE_ADDR="198.51.100.7").status_code == 302


def test_a_letter_holds_only_the_address_of_the_settings(client, cast, settings):
    settings.BASE_URL = "https://crm.example.com"
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]

    ask(client, "user1", HTTP_HOST="other.example", HTTP_X_FORWARDED_HOST="evil.example")
    work()

    mail = OutgoingMail.objects.get()
    assert "https://crm.example.com/welcome/" in mail.text
    assert "evil" not in mail.text + mail.html
    assert "other.example" not in mail.text + mail.html


def test_a_new_password_by_link_ends_sessions_and_tokens(client, cast):
    _token, text = make_token(cast.user1, "script")
    client.force_login(cast.user1)
    path = make_link(Purpose.RESET, cast.user1)

    client.post(path, {"password": NEW}, headers={"x-request-id": "abcdefgh"})

    assert client.get("/profile/").status_code == 302
    assert find_token(text) is None
    row = Change.objects.get(kind="user", verb="password_changed")
    assert (row.by_id, row.door, row.fields) == (cast.user1.pk, "web", {})


def test_a_weak_password_is_refused_and_the_link_stays_good(client, cast):
    path = make_link(Purpose.RESET, cast.user1)

    for weak in ("", "short", "12345678901", "password"):
        response = client.post(path, {"password": weak})
        assert response.status_code == 422
    assert client.post(path, {"password": NEW}).status_code == 302


@pytest.mark.parametrize("path", ["/welcome/nonsense/", "/welcome/" + "x" * 2000 + "/", "/first/nonsense/"])
def test_a_link_that_never_was_leads_nowhere(client, cast, path):
    assert client.get(path).status_code == 404


def test_a_link_dies_with_time_with_a_new_one_and_with_deactivation(client, cast):
    old = make_link(Purpose.RESET, cast.user1)
    path = make_link(Purpose.RESET, cast.user1)
    assert client.get(old).status_code == 404
    assert client.get(path).status_code == 200

    OneTimeLink.objects.update(expires_at=timezone.now() - LIFETIME)
    assert client.get(path).status_code == 404

    path = make_link(Purpose.INVITATION, cast.user1)
    save_user({"is_active": False}, by=acting(cast.admin), user=cast.user1)
    assert client.get(path).status_code == 404


def test_a_link_sent_to_a_wrong_address_dies_when_the_address_is_corrected(client, cast):
    path = make_link(Purpose.INVITATION, cast.user1)

    save_user({"email": "right@example.com"}, by=acting(cast.admin), user=cast.user1)

    assert client.get(path).status_code == 404


def test_only_the_hash_of_a_link_is_kept(cast):
    path = make_link(Purpose.RESET, cast.user1)

    token = path.split("/")[2]
    assert token not in str(OneTimeLink.objects.values_list())
    assert len(token) >= 40


def test_an_invitation_is_written_in_the_language_of_the_invited(client, cast):
    user = save_user(
        {"username": "eva", "full_name": "Eva", "email": "eva@example.com", "language": "es"},
        by=acting(cast.admin),
    )

    invite(user, by=acting(cast.admin))

    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.kind) == (["eva@example.com"], "invitation")
    assert 'lang="es"' in mail.html
    assert "Admin" in mail.text
    assert client.post(link_in(mail), {"password": NEW}).status_code == 302
    assert client.post("/login/", {"username": "eva", "password": NEW}).status_code == 302
    assert Change.objects.filter(kind="user", record_id=user.pk, verb="invited").exists()


def test_who_cannot_come_in_is_not_invited(cast):
    save_user({"email": ""}, by=acting(cast.admin), user=cast.user1)
    save_user({"is_active": False}, by=acting(cast.admin), user=cast.user2)

    for user in (cast.user1, cast.user2):
        with pytest.raises(Refused):
            invite(User.objects.get(pk=user.pk), by=acting(cast.admin))
    with pytest.raises(Forbidden):
        invite(cast.manager1, by=acting(cast.manager1))
    assert not OutgoingMail.objects.exists()


def test_the_first_link_makes_one_superadmin_and_walks_through_the_first_steps(client, db):
    assert not User.objects.exists()
    path = make_first_link()
    assert "Nobody can sign in yet" in client.get("/login/").content.decode()
    assert client.get(path).status_code == 200

    you = {"username": "boss", "full_name": "Berta", "email": "boss@example.com", "password": PASSWORD}
    assert client.post(path, you | {"password": "short"}).status_code == 422
    assert client.post(path, you).url == "/first/company/"
    boss = User.objects.get()
    assert boss.is_superadmin
    assert client.get(path).status_code == 404
    assert make_first_link() is None

    assert client.post("/first/company/", {"name": ""}).status_code == 422
    assert client.post("/first/company/", {"name": "My company"}).url == "/first/people/"
    company = Company.objects.get()
    assert (company.parent, company.owner) == (None, boss)
    assert User.objects.get().company == company
    assert client.get("/first/company/").url == "/first/people/"

    wrong = client.post("/first/people/", {"emails": "ana@example.com\nnonsense", "profile": "Standard user"})
    assert wrong.status_code == 422
    assert "ana@example.com" in wrong.content.decode()
    assert User.objects.count() == 1
    people = {"show_crm": "on", "emails": "ana@example.com\nBen@example.com", "profile": "Standard user"}
    assert client.post("/first/people/", people).url == "/"
    assert set(User.objects.values_list("username", "company")) == {
        ("boss", company.pk),
        ("ana", company.pk),
        ("ben", company.pk),
    }
    assert not VisibilityEntry.objects.exists()
    assert OutgoingMail.objects.filter(kind="invitation").count() == 2


def test_the_first_link_dies_when_a_superadmin_comes_another_way(client, cast):
    User.objects.update(is_superadmin=False)
    path = make_first_link()
    User.objects.filter(pk=cast.admin.pk).update(is_superadmin=True)

    assert client.get(path).status_code == 404
    assert client.post(path, {"username": "eve", "password": PASSWORD}).status_code == 404
    assert not User.objects.filter(username="eve").exists()


def test_the_first_link_cannot_be_used_as_another_link(client, db):
    token = make_first_link().split("/")[2]

    assert client.get(f"/welcome/{token}/").status_code == 404


def test_the_first_steps_are_for_superadmins(client, cast):
    for who in (cast.user1, cast.manager1, cast.user2):
        client.force_login(who)
        assert client.get("/first/company/").status_code == 404
        assert client.get("/first/people/").status_code == 404


def test_the_first_superadmin_is_told_to_the_journal(db):
    token = make_first_link().split("/")[2]

    user = make_first_superadmin(token, {"username": "boss", "password": PASSWORD}, request_id="abc")

    row = Change.objects.get(kind="user", verb="created")
    assert (row.record_id, row.door, row.by_id) == (user.pk, "web", None)


def test_what_has_run_out_is_tidied_away(client, cast):
    make_link(Purpose.RESET, cast.user1)
    OneTimeLink.objects.update(expires_at=timezone.now() - LIFETIME)
    kept = make_link(Purpose.RESET, cast.manager1)

    assert tidy_accounts.call() == 1
    assert client.get(kept).status_code == 200
