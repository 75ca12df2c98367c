"""Writing a mail: a row in the queue, stored with the caller's transaction and sent after it."""

import secrets
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.foundation.errors import BadValue, Invalid, NotFound, Problem, Refused
from hanse.jobs.queue import enqueue_waiting_once
from hanse.mail.addresses import header_line, named_address, plain_address
from hanse.mail.delivery import holding_now
from hanse.mail.models import OutgoingMail
from hanse.mail.tasks import send_due_mail

MOST_RECIPIENTS = 100
MOST_SUBJECT = 500
# What a caller may add; all other headers are ours.
ALLOWED_HEADERS = {"reply-to", "references", "in-reply-to", "auto-submitted", "list-unsubscribe"}

State = OutgoingMail.State


def send(
    *,
    to: str | Sequence[str],
    subject: str,
    text: str,
    html: str = "",
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    sender: str = "",
    headers: Mapping[str, str] | None = None,
    kind: str = "",
    unique_key: str | None = None,
) -> OutgoingMail:
    """
    Put a mail into the queue and return it; sent only if the caller's transaction is committed.

    A second call with the same `unique_key` returns the first mail and queues nothing. `sender` is “Name <address>” or
    an address, empty for HANSE_EMAIL_FROM. Notices are marked as automatic unless `headers` say otherwise.

    :raises Invalid: for an address that is not exactly one plain address, or a line break in a header.
    """
    problems: list[Problem] = []
    mail = OutgoingMail(
        kind=kind,
        sender=_clean("sender", _named, sender, problems),
        to=_addresses("to", [to] if isinstance(to, str) else to, problems),
        cc=_addresses("cc", cc, problems),
        bcc=_addresses("bcc", bcc, problems),
        subject=_clean("subject", header_line, subject[:MOST_SUBJECT], problems),
        text=text,
        html=html,
        headers=_headers(headers or {}, problems),
        unique_key=unique_key,
    )
    if not mail.to and not problems:
        problems.append(Problem("to", _("Write at least one address.")))
    if len(mail.recipients) > MOST_RECIPIENTS:
        problems.append(Problem("to", _("At most %s recipients at once.") % MOST_RECIPIENTS))
    if problems:
        raise Invalid(problems)
    mail.message_id = new_message_id(mail.sender)
    return _queue(mail)


def new_message_id(sender: str = "") -> str:
    """Return a fresh Message-ID of ours."""
    domain = named_address(sender or settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{secrets.token_hex(16)}@{domain}>"


def send_again(mail_id: int) -> OutgoingMail:
    """
    Queue a mail again that failed or was kept back; those who have it already do not get it twice.

    :raises NotFound: when there is no such mail.
    :raises Refused: when it is sent, waits anyway, or its text is not kept any more.
    """
    with transaction.atomic():
        mail = OutgoingMail.objects.select_for_update().filter(pk=mail_id).first()
        if mail is None:
            raise NotFound(_("There is no mail with the number %s in the queue.") % mail_id)
        if mail.state not in {State.FAILED, State.HELD}:
            raise Refused(
                _("This mail is “%s”; only one that failed or is kept back can be sent again.")
                % mail.get_state_display()
            )
        if not mail.text and not mail.html:
            raise Refused(_("The text of this mail is not kept any more."))
        mail.state, mail.holding, mail.attempts, mail.handed_over_at = State.QUEUED, "", 0, None
        mail.created_at = mail.next_try_at = timezone.now()
        _hold(mail)
        mail.save()
        _nudge(mail)
    return mail


def _queue(mail: OutgoingMail) -> OutgoingMail:
    _hold(mail)
    try:
        with transaction.atomic():
            mail.save()
    except IntegrityError:
        # The key is taken; anything else that could clash is random.
        return OutgoingMail.objects.get(unique_key=mail.unique_key)
    _nudge(mail)
    return mail


def _nudge(mail: OutgoingMail) -> None:
    if mail.state == State.QUEUED:
        # After the commit: a job that starts earlier would not see the mail.
        transaction.on_commit(lambda: enqueue_waiting_once(send_due_mail, "mail:due"))


def _hold(mail: OutgoingMail) -> None:
    if reason := holding_now():
        mail.state, mail.holding = State.HELD, reason


def _named(text: str) -> str:
    named_address(text)
    return text


def _clean(field: str, cleaner, value: str, problems: list[Problem]) -> str:
    try:
        return cleaner(value) if value else ""
    except BadValue as bad:
        problems.append(Problem(field, bad.message))
        return ""


def _addresses(field: str, raw: Sequence[str], problems: list[Problem]) -> list[str]:
    cleaned = [_clean(field, plain_address, address, problems) for address in raw]
    return [address for address in dict.fromkeys(cleaned) if address]


def _headers(raw: Mapping[str, str], problems: list[Problem]) -> dict[str, str]:
    headers = {"Auto-Submitted": "auto-generated"}
    for name, value in raw.items():
        if name.lower() not in ALLOWED_HEADERS:
            problems.append(Problem("headers", f"The header “{name[:60]}” is not ours to set."))
            continue
        canonical = name.title()
        headers[canonical] = _clean("headers", header_line, value, problems)
    return {name: value for name, value in headers.items() if value}
