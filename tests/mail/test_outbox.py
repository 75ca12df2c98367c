"""Writing mail: what may go into the queue, and when it gets there."""

import pytest
from django.db import transaction

from hanse.foundation.errors import Invalid, NotFound, Refused
from hanse.jobs.models import Job
from hanse.mail.delivery import send_round
from hanse.mail.models import OutgoingMail
from hanse.mail.outbox import send, send_again

pytestmark = pytest.mark.django_db
SERVER = {"host": "127.0.0.1", "port": 9, "user": "", "password": "", "tls": "off"}


@pytest.fixture(autouse=True)
def server_set(settings):
    """A server is named; nothing here speaks to it."""
    settings.EMAIL_SERVER, settings.SAFE_MODE = SERVER, "off"


def write(**more) -> OutgoingMail:
    return send(**{"to": "ada@example.com", "subject": "Hello", "text": "Good morning."} | more)


def test_a_mail_is_part_of_the_transaction_that_writes_it():
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert not OutgoingMail.objects.exists()


def test_the_worker_is_told_of_a_mail_after_the_commit_and_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write()
        write()
        assert not Job.objects.exists()

    assert Job.objects.get().task == "hanse.mail.tasks.send_due_mail"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "@example.com",
        "ada@exa mple.com",
        "ada@example.com, eve@example.com",
        "ada@example.com)eve@example.net",
        "Ada <ada@example.com>",
        "ada@example.com\r\nBcc: eve@example.com",
        "ada@example.com\nBcc: eve@example.com",
        "ada\u2028@example.com",
        "ada..b@example.com",
        "ada@-example.com",
        '"ada"@example.com',
        "a" * 65 + "@example.com",
    ],
)
def test_only_one_plain_address_is_taken(address):
    for field in ("to", "cc", "bcc"):
        with pytest.raises(Invalid):
            write(**{field: [address] if address or field == "to" else ["x"]})
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00"])
def test_no_line_end_gets_into_a_header(end):
    evil = f"Hello{end}Bcc: eve@example.com"
    for bad in ({"subject": evil}, {"headers": {"References": evil}}, {"sender": f"A{end}B <a@example.com>"}):
        with pytest.raises(Invalid):
            write(**bad)


def test_headers_of_ours_cannot_be_set():
    with pytest.raises(Invalid):
        write(headers={"Bcc": "eve@example.com"})


def test_an_international_domain_is_written_as_servers_know_it():
    assert write(to="ada@bücher.example").to == ["ada@xn--bcher-kva.example"]


def test_a_key_is_written_once():
    first = write(unique_key="notice:1")

    assert write(unique_key="notice:1", subject="Again").pk == first.pk
    assert OutgoingMail.objects.count() == 1


def test_every_mail_has_a_message_id_of_its_own():
    one, two = write(), write()

    assert one.message_id != two.message_id
    assert one.message_id.startswith("<")


def test_without_a_server_mail_is_kept_and_says_why(settings):
    settings.EMAIL_SERVER = None

    mail = write()

    assert (mail.state, mail.get_holding_display()) == ("held", "No mail server is set.")
    assert not Job.objects.exists()


@pytest.mark.parametrize("mode", ["on", "demo"])
def test_safe_mode_sends_to_nobody_not_even_what_waited_already(settings, mode):
    waiting = write()
    settings.SAFE_MODE = mode

    kept = write()
    send_round()

    waiting.refresh_from_db()
    assert (waiting.state, waiting.holding) == (kept.state, kept.holding) == ("held", "safe_mode")


def test_what_safe_mode_kept_back_stays_back_when_it_ends(settings):
    settings.SAFE_MODE = "on"
    mail = write()
    settings.SAFE_MODE = "off"

    send_round()

    mail.refresh_from_db()
    assert mail.state == "held"


def test_only_a_mail_that_is_kept_can_be_sent_again(settings):
    mail = write()

    with pytest.raises(Refused):
        send_again(mail.pk)
    with pytest.raises(NotFound):
        send_again(10**9)
