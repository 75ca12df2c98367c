"""Claiming jobs, holding them, and letting go: every statement that two workers could meet at."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from hanse.jobs.models import Job

# A worker that died without a trace (another machine, power) is taken for dead after this time.
LEASE = timedelta(seconds=120)
HEARTBEAT = timedelta(seconds=20)
# Also counts the starts of a job that takes its worker down with it.
MOST_ATTEMPTS = 8
FIRST_RETRY, LAST_RETRY = 5, 3600
MOST_ERRORS = 5

State = Job.State


def claim(holder: str, *, least_priority: int = -100, now: datetime | None = None) -> Job | None:
    """Lease the next due job to `holder`; None when nothing is due. A job that died too often fails here instead."""
    now = now or timezone.now()
    due = Job.objects.filter(state=State.READY, run_after__lte=now, priority__gte=least_priority)
    # A look without a lock first: on SQLite a transaction would stop all writers at every poll.
    if not due.exists():
        return None
    with transaction.atomic():
        job = _next(due)
        if job is None:
            return None
        if job.attempts >= MOST_ATTEMPTS:
            _give_up(job, now)
            return None
        _start(job, holder, now)
    return job


def _next(due) -> Job | None:
    if connection.vendor == "postgresql":
        due = due.select_for_update(skip_locked=True)
    return due.order_by("-priority", "run_after", "id").first()


def _start(job: Job, holder: str, now: datetime) -> None:
    job.state, job.holder, job.lease_until = State.RUNNING, holder, now + LEASE
    job.attempts += 1
    job.started_at = job.started_at or now
    job.last_attempted_at = now
    job.worker_ids = [*job.worker_ids, holder][-MOST_ATTEMPTS:]
    if job.frees_key:
        job.unique_key = None
    job.save()


def _give_up(job: Job, now: datetime) -> None:
    job.state, job.finished_at = State.FAILED, now
    words = f"Started {job.attempts} times; every time the worker died before the job was done."
    job.errors = [*job.errors, {"exception": "builtins.RuntimeError", "traceback": words}][-MOST_ERRORS:]
    job.save()


def extend(held: dict[str, int], now: datetime | None = None) -> None:
    """Move the leases on of the jobs that are being run: {holder: id of the job}."""
    now = now or timezone.now()
    for holder, pk in held.items():
        Job.objects.filter(pk=pk, state=State.RUNNING, holder=holder).update(lease_until=now + LEASE)


def finish(job: Job, result: Any) -> bool:
    """Note that a job is done; False when the lease was lost meanwhile and somebody else has the job."""
    now = timezone.now()
    return _settle(job, state=State.SUCCESSFUL, result=result, finished_at=now, holder="", lease_until=None)


def fail(job: Job, exception: str, traceback: str, *, for_good: bool = False) -> bool:
    """Note that a job raised: due again after a growing pause, or failed after the last attempt; False as `finish`."""
    now = timezone.now()
    job.errors = [*job.errors, {"exception": exception, "traceback": traceback}][-MOST_ERRORS:]
    if for_good or job.attempts >= MOST_ATTEMPTS:
        return _settle(
            job, state=State.FAILED, errors=job.errors, finished_at=now, holder="", lease_until=None
        )
    return _settle(
        job, state=State.READY, errors=job.errors, run_after=now + pause(job.attempts), holder="",
        lease_until=None,
    )  # fmt: skip


def pause(attempts: int) -> timedelta:
    """Return how long a job waits after its `attempts`-th failure: 5 s, 20 s, 80 s … at most an hour."""
    return timedelta(seconds=min(LAST_RETRY, FIRST_RETRY * 4 ** (attempts - 1)))


def _settle(job: Job, **columns: Any) -> bool:
    mine = Job.objects.filter(pk=job.pk, state=State.RUNNING, holder=job.holder, attempts=job.attempts)
    return mine.update(**columns) == 1


def give_back(held: dict[str, int]) -> None:
    """Let the jobs of a worker that stops in good order be started by another, without counting the attempt."""
    for holder, pk in held.items():
        Job.objects.filter(pk=pk, state=State.RUNNING, holder=holder).update(
            state=State.READY, holder="", lease_until=None, attempts=F("attempts") - 1
        )


def release_dead(worker: str) -> int:
    """Let the jobs of a worker that is known to be dead be started by another."""
    return _release(Job.objects.filter(state=State.RUNNING, holder__startswith=f"{worker}/"))


def release_expired(now: datetime | None = None) -> int:
    """Let jobs whose lease ran out be started by another."""
    return _release(Job.objects.filter(state=State.RUNNING, lease_until__lt=now or timezone.now()))


def _release(jobs) -> int:
    # As in `claim`: no write transaction on SQLite without something to write.
    return jobs.update(state=State.READY, holder="", lease_until=None) if jobs.exists() else 0
