"""Sending the queue to a real server that takes, refuses, hesitates and breaks off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hanse.mail import delivery
from hanse.mail.delivery import send_round
from hanse.mail.models import OutgoingMail
from hanse.mail.outbox import send, send_again
from hanse.mail.tasks import tidy_mail

pytestmark = pytest.mark.django_db


def write(**more) -> OutgoingMail:
    return send(**{"to": "ada@example.com", "subject": "Grüße", "text": "Line one.\n.\nLine three."} | more)


def later(minutes: int = 60 * 24):
    return timezone.now() + timedelta(minutes=minutes)


def test_a_mail_arrives_whole_and_its_text_is_not_kept(mail_server, settings):
    settings.DEFAULT_FROM_EMAIL = "Hanse <crm@example.org>"
    mail = write(
        html="<p>Line one.</p>",
        cc=["bob@example.com"],
        bcc=["eve@example.com"],
        headers={"Reply-To": "box@example.org"},
    )

    done = send_round()

    mail.refresh_from_db()
    got = mail_server.received[0]
    assert (done.sent, mail.state, mail.text, mail.html) == (1, "sent", "", "")
    assert mail_server.envelopes == [
        ("crm@example.org", ["ada@example.com", "bob@example.com", "eve@example.com"])
    ]
    assert (got["Subject"], got["To"], got["Cc"], got["Bcc"]) == (
        "Grüße",
        "ada@example.com",
        "bob@example.com",
        None,
    )
    assert (got["From"], got["Reply-To"]) == ("Hanse <crm@example.org>", "box@example.org")
    assert (got["Message-ID"], got["Auto-Submitted"]) == (mail.message_id, "auto-generated")
    assert got.get_body(("plain",)).get_content().splitlines() == ["Line one.", ".", "Line three."]
    assert got.get_body(("html",)).get_content().strip() == "<p>Line one.</p>"


def test_many_mails_share_one_connection_and_none_is_sent_twice(mail_server):
    for _ in range(20):
        write()

    send_round()
    send_round()

    assert len(mail_server.received) == 20
    assert mail_server.connections == 1


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_not_now_is_tried_again_with_the_same_message_id(mail_server, step):
    mail = write()
    mail_server.answers[step] = ["451 Try again later"]

    assert send_round().postponed == 1
    mail.refresh_from_db()
    assert (mail.state, "451" in mail.last_error) == ("queued", True)
    assert send_round().sent == 0
    assert send_round(later()).sent == 1

    assert [got["Message-ID"] for got in mail_server.received] == [mail.message_id]


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_never_is_not_tried_again_and_is_shown(mail_server, step):
    mail = write()
    mail_server.answers[step] = ["550 No such person"]

    assert send_round().failed == 1

    mail.refresh_from_db()
    assert mail.state == "failed"
    assert "550 No such person" in mail.last_error
    assert send_round(later()).sent == 0


def test_who_has_it_does_not_get_it_again_when_another_has_to_wait(mail_server):
    mail = write(cc=["bob@example.com", "eve@example.com"])
    mail_server.answers = {"bob@example.com": ["452 Mailbox full"], "eve@example.com": ["550 Unknown"]}

    send_round()
    mail.refresh_from_db()
    assert (mail.state, mail.delivered_to) == ("queued", ["ada@example.com"])
    mail_server.answers = {"eve@example.com": ["550 Unknown"]}
    send_round(later())

    mail.refresh_from_db()
    assert [to for _, to in mail_server.envelopes] == [["ada@example.com"], ["bob@example.com"]]
    assert (mail.state, "eve@example.com: 550" in mail.last_error) == ("failed", True)


def test_a_connection_that_breaks_before_the_content_is_tried_again(mail_server):
    first, second = write(), write()
    mail_server.answers["mail"] = ["drop"]

    done = send_round()

    assert (done.postponed, done.sent) == (1, 1)
    assert send_round(later()).sent == 1
    assert {got["Message-ID"] for got in mail_server.received} == {first.message_id, second.message_id}


@pytest.mark.parametrize("how", ["taken, then drop", "drop"])
def test_a_connection_that_breaks_after_the_content_is_not_sent_twice_but_shown(mail_server, how):
    mail = write()
    mail_server.answers["data"] = [how]

    assert send_round().held == 1
    assert send_round(later()).sent == 0

    mail.refresh_from_db()
    assert (mail.state, mail.holding) == ("held", "unclear")
    assert len(mail_server.received) == (how != "drop")


def test_a_person_can_send_it_again(mail_server):
    mail = write()
    mail_server.answers["data"] = ["drop"]
    send_round()

    send_again(mail.pk)

    assert send_round().sent == 1


def test_a_server_that_is_away_costs_nothing_but_time(mail_server, settings):
    port = settings.EMAIL_SERVER["port"]
    settings.EMAIL_SERVER = settings.EMAIL_SERVER | {"port": 9}
    mails = [write(), write()]

    assert send_round().postponed == 2
    for mail in mails:
        mail.refresh_from_db()
        assert "cannot be reached" in mail.last_error
    settings.EMAIL_SERVER = settings.EMAIL_SERVER | {"port": port}

    assert send_round(later()).sent == 2


def test_after_two_days_of_trying_it_fails_visibly(mail_server):
    mail = write()
    mail_server.answers["rcpt"] = ["451 Not now"] * 100
    tries, now = 0, timezone.now()

    while mail.state == "queued":
        send_round(now)
        tries += 1
        now = later(60 * 24 * tries)
        mail.refresh_from_db()

    assert (mail.state, tries) == ("failed", delivery.MOST_ATTEMPTS)
    assert timedelta(days=1) < sum(map(delivery.pause, range(1, tries)), timedelta()) < timedelta(days=3)


def test_mail_kept_for_want_of_a_server_goes_out_when_there_is_one_unless_it_is_old(mail_server, settings):
    server, settings.EMAIL_SERVER = settings.EMAIL_SERVER, None
    fresh, old = write(), write()
    OutgoingMail.objects.filter(pk=old.pk).update(created_at=later(-60 * 24 * 4))
    settings.EMAIL_SERVER = server

    assert send_round().sent == 1

    old.refresh_from_db()
    assert (old.state, mail_server.received[0]["Message-ID"]) == ("held", fresh.message_id)


def test_a_password_is_refused_in_words_without_what_the_server_said(mail_server, settings):
    settings.EMAIL_SERVER = settings.EMAIL_SERVER | {"user": "crm", "password": "wrong"}
    mail = write()

    send_round()

    mail.refresh_from_db()
    assert mail.last_error == "Signing in at the mail server failed."


def test_required_encryption_that_is_not_offered_stops_the_mail(mail_server, settings):
    settings.EMAIL_SERVER = settings.EMAIL_SERVER | {"tls": "start"}
    mail = write()

    send_round()

    mail.refresh_from_db()
    assert "STARTTLS" in mail.last_error
    assert not mail_server.received


def test_old_mail_is_tidied_away():
    old, waiting, fresh = (OutgoingMail.objects.create(message_id=f"<{n}>") for n in range(3))
    OutgoingMail.objects.filter(pk__in=[old.pk, waiting.pk]).update(created_at=later(-60 * 24 * 100))
    OutgoingMail.objects.filter(pk__in=[old.pk, fresh.pk]).update(state="sent")

    assert tidy_mail.call() == 1
    assert not OutgoingMail.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize(("when", "state"), [("before", "queued"), ("after", "held")])
def test_what_a_killed_worker_left_is_sent_later_only_if_it_was_not_handed_over(mail_server, when, state):
    mail = write()
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state="sending", next_try_at=timezone.now() + delivery.LEASE, attempts=1,
        handed_over_at=timezone.now() if when == "after" else None,
    )  # fmt: skip

    assert send_round().sent == 0
    send_round(later())

    mail.refresh_from_db()
    assert (mail.state == "sent", len(mail_server.received)) == (
        (True, 1) if state == "queued" else (False, 0)
    )


@pytest.mark.django_db(transaction=True)
def test_rounds_at_once_send_nothing_twice_and_lose_nothing(mail_server):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import OperationalError, connection, connections

    for _ in range(30):
        write()

    def one_round(_):
        try:
            return send_round().sent
        except OperationalError:
            # A database in memory answers "locked" at once instead of waiting; the next round goes on from there.
            return 0
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        sent = sum(pool.map(one_round, range(3)))
    if connection.vendor == "sqlite":
        send_round(later())

    got = [each["Message-ID"] for each in mail_server.received]
    assert len(set(got)) == len(got)
    assert set(OutgoingMail.objects.filter(state="sent").values_list("message_id", flat=True)) <= set(got)
    # What a broken round handed over is kept back for a person, what it did not waits; nothing is gone.
    assert OutgoingMail.objects.count() == 30
    if connection.vendor == "postgresql":
        assert (sent, len(got)) == (30, 30)
