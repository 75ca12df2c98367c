"""Enqueueing at most once, under a key."""

from typing import Any

from django_tasks.base import Task

from hanse.jobs.backend import row_for
from hanse.jobs.models import Job


def enqueue_once(task: Task, unique_key: str, /, *args: Any, **kwargs: Any) -> bool:
    """
    Enqueue a call of `task` unless a job with this key was ever enqueued (and not yet tidied away, days after its end).

    Part of the caller's transaction, as every enqueue. Returns whether a job was made.
    """
    return _insert(row_for(task, args, kwargs, unique_key=unique_key))


def enqueue_waiting_once(task: Task, unique_key: str, /, *args: Any, **kwargs: Any) -> bool:
    """
    Enqueue a call of `task` unless one with this key waits to be started.

    For "there is something to do" jobs. Call it after the commit (`transaction.on_commit`): a job that waits now may
    start before the caller commits, and would not see what it was meant for.
    """
    return _insert(row_for(task, args, kwargs, unique_key=unique_key, frees_key=True))


def _insert(job: Job) -> bool:
    before = Job.objects.filter(unique_key=job.unique_key).exists()
    if before:
        return False
    # Two at once: the database lets one row in. The driver does not say which, so a lost race also returns True.
    Job.objects.bulk_create([job], ignore_conflicts=True)
    return True
