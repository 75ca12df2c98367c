"""Work for the worker: letters about forgotten passwords, and tidying up what has run out."""

import datetime

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from hanse.accounts.letters import send_reset
from hanse.accounts.links import Purpose, make_link
from hanse.accounts.models import OneTimeLink, User

# Two letters to one person in less than this would only bury the first.
PAUSE = datetime.timedelta(minutes=2)
MOST = 5
ATTEMPTS_KEPT = datetime.timedelta(days=30)


@task
def mail_reset(text: str) -> int:
    """Write to the active people whose login name or address is `text`; returns how many letters were sent."""
    found = User.objects.filter(Q(username__iexact=text) | Q(email__iexact=text), is_active=True)
    # The letter goes to the stored address, never to the typed one.
    people = [user for user in found.exclude(email="").order_by("pk")[:MOST] if not _written_to(user)]
    for user in people:
        with transaction.atomic():
            send_reset(user, make_link(Purpose.RESET, user))
    return len(people)


@task
def tidy_accounts() -> int:
    """Delete links and sessions that have run out and old records of sign-ins; returns how many rows went."""
    now = timezone.now()
    old = (
        OneTimeLink.objects.filter(expires_at__lt=now),
        Session.objects.filter(expire_date__lt=now),
        AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT),
        AccessLog.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT),
    )
    return sum(rows.delete()[0] for rows in old)


def _written_to(user: User) -> bool:
    lately = timezone.now() - PAUSE
    return OneTimeLink.objects.filter(purpose=Purpose.RESET, user=user, created_at__gt=lately).exists()
