"""Work for the worker: sending what is due, and forgetting what is long done."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from hanse.jobs.queue import enqueue_waiting_once
from hanse.mail.delivery import send_round
from hanse.mail.models import OutgoingMail

KEPT = timedelta(days=90)


@task
def send_due_mail() -> dict:
    """Send one round of the queue; returns what became of it."""
    done = send_round()
    if done.more:
        enqueue_waiting_once(send_due_mail, "mail:due")
    return vars(done)


@task
def tidy_mail() -> int:
    """Delete mail that was sent, failed or kept back long ago; returns how many."""
    State = OutgoingMail.State
    done = OutgoingMail.objects.filter(
        state__in=[State.SENT, State.FAILED, State.HELD], created_at__lt=timezone.now() - KEPT
    )
    return done.delete()[0]
