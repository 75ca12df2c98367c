"""What jobs do about themselves."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from hanse.jobs.models import Job

# Longer than the longest period of a schedule: the key of the current one must stay.
KEEP_SUCCESSFUL = timedelta(days=3)
KEEP_FAILED = timedelta(days=60)
AT_ONCE = 5000


@task
def tidy_jobs() -> int:
    """Delete finished jobs that nobody will ask for any more; returns how many."""
    now = timezone.now()
    old = Job.objects.filter(finished_at__isnull=False).filter(
        Q(state=Job.State.SUCCESSFUL, finished_at__lt=now - KEEP_SUCCESSFUL)
        | Q(state=Job.State.FAILED, finished_at__lt=now - KEEP_FAILED)
    )
    gone = 0
    while ids := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        gone += Job.objects.filter(pk__in=ids).delete()[0]
    return gone
