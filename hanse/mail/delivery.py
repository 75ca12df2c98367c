"""One round through the queue: each due mail is taken by one worker, handed over, and its ending written down."""

import smtplib
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from hanse.mail import smtp as wire
from hanse.mail.message import message_bytes, sender_of
from hanse.mail.models import OutgoingMail

State, Holding = OutgoingMail.State, OutgoingMail.Holding
MOST_IN_A_ROUND = 500
# A worker that died while sending is noticed after this; far longer than any conversation with a server.
LEASE = timedelta(minutes=15)
# After 1, 2, 4 … minutes, at most 6 hours: two days in all.
MOST_ATTEMPTS = 15
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
# Mail kept back for want of a server goes out when one is set, unless it is older than the links it may hold.
STILL_FRESH = timedelta(days=3)


@dataclass
class Round:
    """What one round did; `more` when it stopped before the end of the queue."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    held: int = 0
    more: bool = False


def holding_now() -> str:
    """Return why nothing is sent at present; empty when it is."""
    if settings.SAFE_MODE != "off":
        return Holding.SAFE_MODE
    return "" if settings.EMAIL_SERVER else Holding.NO_SERVER


def send_round(now: datetime | None = None) -> Round:
    """Send what is due; nothing while safe mode is on or no server is set."""
    now, done = now or timezone.now(), Round()
    if reason := holding_now():
        done.held = OutgoingMail.objects.filter(state=State.QUEUED).update(state=State.HELD, holding=reason)
        return done
    _wake(now)
    due = OutgoingMail.objects.filter(state=State.QUEUED, next_try_at__lte=now).order_by("next_try_at", "id")
    waiting = deque(due.values_list("pk", flat=True)[: MOST_IN_A_ROUND + 1])
    if len(waiting) > MOST_IN_A_ROUND:
        waiting.pop()
        done.more = True
    _send_all(waiting, now, done)
    return done


def pause(attempts: int) -> timedelta:
    """Return how long a mail waits after its `attempts`-th attempt."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1))


def _wake(now: datetime) -> None:
    """Queue what a missing server kept back, and what a worker left behind when it died."""
    kept = OutgoingMail.objects.filter(state=State.HELD, holding=Holding.NO_SERVER)
    kept.filter(created_at__gt=now - STILL_FRESH).update(state=State.QUEUED, holding="", next_try_at=now)
    left = OutgoingMail.objects.filter(state=State.SENDING, next_try_at__lte=now)
    left.filter(handed_over_at__isnull=True).update(state=State.QUEUED)
    left.filter(handed_over_at__isnull=False).update(state=State.HELD, holding=Holding.UNCLEAR)


def _send_all(waiting: deque[int], now: datetime, done: Round) -> None:
    while waiting:
        try:
            with wire.connection() as smtp:
                _send_over(smtp, waiting, now, done)
        except wire.NotReached as trouble:
            # The others would fare no better now.
            while waiting:
                if mail := _take(waiting.popleft(), now):
                    _postpone(mail, str(trouble), done)


def _send_over(smtp: smtplib.SMTP, waiting: deque[int], now: datetime, done: Round) -> None:
    """Send until nothing waits any more, or this connection is no good any more."""
    while waiting:
        mail = _take(waiting.popleft(), now)
        if mail and not _send_one(smtp, mail, done):
            return


def _take(pk: int, now: datetime) -> OutgoingMail | None:
    """Take a mail that nobody else took meanwhile."""
    mine = OutgoingMail.objects.filter(pk=pk, state=State.QUEUED, next_try_at__lte=now).update(
        state=State.SENDING,
        next_try_at=timezone.now() + LEASE,
        attempts=F("attempts") + 1,
        handed_over_at=None,
    )
    return OutgoingMail.objects.get(pk=pk) if mine else None


def _send_one(smtp: smtplib.SMTP, mail: OutgoingMail, done: Round) -> bool:
    """Hand one mail over and write down how it ended; False when the connection broke."""

    def note() -> None:
        OutgoingMail.objects.filter(pk=mail.pk).update(handed_over_at=timezone.now())

    try:
        outcome = wire.hand_over(
            smtp,
            sender=sender_of(mail)[1],
            recipients=mail.recipients,
            content=message_bytes(mail),
            before_content=note,
        )
    except wire.Broken:
        _postpone(mail, "The connection to the mail server broke.", done)
        return False
    except wire.Unclear:
        # Sending it again could give it to somebody twice; a person decides.
        done.held += 1
        _write(mail, state=State.HELD, holding=Holding.UNCLEAR)
        return False
    _settle(mail, outcome, done)
    return True


def _settle(mail: OutgoingMail, outcome: wire.Outcome, done: Round) -> None:
    mail.delivered_to = [*mail.delivered_to, *outcome.taken]
    words = "; ".join(f"{who}: {said}" for who, said in {**outcome.never, **outcome.later}.items())
    if outcome.later:
        _postpone(mail, words, done)
    elif outcome.never:
        done.failed += 1
        _write(mail, state=State.FAILED, last_error=words)
    else:
        done.sent += 1
        # The text may hold a one-time link; who got it has it.
        _write(mail, state=State.SENT, sent_at=timezone.now(), last_error="", text="", html="")


def _postpone(mail: OutgoingMail, words: str, done: Round) -> None:
    if mail.attempts >= MOST_ATTEMPTS:
        done.failed += 1
        _write(mail, state=State.FAILED, last_error=words)
        return
    done.postponed += 1
    _write(mail, state=State.QUEUED, last_error=words, next_try_at=timezone.now() + pause(mail.attempts))


def _write(mail: OutgoingMail, **columns: Any) -> None:
    # Only while the mail is still ours: after a very long pause somebody else may have taken it over.
    OutgoingMail.objects.filter(pk=mail.pk, state=State.SENDING, attempts=mail.attempts).update(
        delivered_to=mail.delivered_to, handed_over_at=None, **columns
    )
