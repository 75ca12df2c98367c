"""Enqueueing, claiming, ending: the queue without processes."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import default_task_backend
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from hanse.jobs import leases
from hanse.jobs.models import Job
from hanse.jobs.queue import enqueue_once, enqueue_waiting_once
from hanse.jobs.running import run
from hanse.jobs.tasks import tidy_jobs
from tests.jobs.deeds import add, fail, leave, refuse, say_attempt

pytestmark = pytest.mark.django_db


def run_next(holder: str = "here/any") -> Job | None:
    job = leases.claim(holder)
    if job is None:
        return None
    run(job)
    return Job.objects.get(pk=job.pk)


def test_a_job_runs_and_its_result_can_be_asked_for():
    result = add.enqueue(2, right=3)

    run_next()

    result.refresh()
    assert (result.status, result.return_value, result.attempts) == (TaskResultStatus.SUCCESSFUL, 5, 1)


def test_a_job_is_part_of_the_transaction_that_enqueues_it():
    with transaction.atomic():
        add.enqueue(1, 1)
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_an_unknown_result_does_not_exist():
    for unknown in ("999999", "not a number"):
        with pytest.raises(TaskResultDoesNotExist):
            default_task_backend.get_result(unknown)


def test_the_more_urgent_job_runs_first_and_a_deferred_one_when_it_is_due():
    later = timezone.now() + timedelta(hours=1)
    add.enqueue(1, 1)
    urgent = add.using(priority=50).enqueue(2, 2)
    deferred = add.using(run_after=later).enqueue(3, 3)

    assert str(run_next().pk) == urgent.id
    run_next()
    assert run_next() is None
    assert str(leases.claim("here/any", now=later).pk) == deferred.id


def test_a_key_is_enqueued_once_even_after_the_job_ended():
    assert enqueue_once(add, "sum", 1, 1)
    run_next()

    assert not enqueue_once(add, "sum", 1, 1)
    assert Job.objects.count() == 1


def test_a_waiting_job_is_enqueued_once_until_it_starts():
    assert enqueue_waiting_once(add, "sum", 1, 1)
    assert not enqueue_waiting_once(add, "sum", 1, 1)

    leases.claim("here/any")

    assert enqueue_waiting_once(add, "sum", 1, 1)


def test_a_failed_job_is_tried_again_after_a_growing_pause_and_ends_failed():
    fail.enqueue("no luck")
    now = timezone.now()
    pauses = []

    while Job.objects.get().state != Job.State.FAILED:
        job = leases.claim("here/any", now=now)
        run(job)
        job.refresh_from_db()
        pauses.append((job.run_after - timezone.now()).total_seconds())
        now = job.run_after + timedelta(seconds=1)

    job = Job.objects.get()
    assert job.attempts == leases.MOST_ATTEMPTS
    assert pauses[:-2] == sorted(pauses[:-2])
    assert pauses[0] < 10 < pauses[1] < 60
    assert "no luck" in job.errors[-1]["traceback"]
    assert len(job.errors) <= leases.MOST_ERRORS


def test_a_rule_that_said_no_is_not_asked_again():
    refuse.enqueue()

    assert run_next().state == Job.State.FAILED


def test_a_task_that_there_is_not_fails_for_good():
    Job.objects.create(task="tests.jobs.nowhere.nothing")
    Job.objects.create(task="os.getcwd")

    assert run_next().state == Job.State.FAILED
    assert run_next().state == Job.State.FAILED


def test_a_task_that_tries_to_end_the_process_only_fails():
    leave.enqueue()

    assert run_next().state == Job.State.READY


def test_a_task_can_ask_which_attempt_it_is():
    result = say_attempt.enqueue()

    run_next()

    result.refresh()
    assert result.return_value == 1


def test_who_lost_the_lease_cannot_write_the_end():
    add.enqueue(1, 1)
    slow = leases.claim("slow/any")
    leases.release_expired(now=timezone.now() + leases.LEASE + timedelta(seconds=1))
    quick = leases.claim("quick/any")

    assert not leases.finish(slow, "stale")
    assert not leases.fail(slow, "builtins.RuntimeError", "stale")
    assert leases.finish(quick, 2)
    assert Job.objects.get().result == 2


def test_a_living_worker_keeps_its_lease():
    add.enqueue(1, 1)
    job = leases.claim("here/any")
    later = timezone.now() + leases.LEASE - timedelta(seconds=1)

    leases.extend({"here/any": job.pk}, now=later)

    assert leases.release_expired(now=timezone.now() + leases.LEASE + timedelta(seconds=1)) == 0


def test_a_job_that_takes_every_worker_down_is_given_up():
    add.enqueue(1, 1)

    for number in range(leases.MOST_ATTEMPTS):
        leases.claim(f"worker-{number}/any")
        assert leases.release_dead(f"worker-{number}") == 1
    assert leases.claim("last/any") is None

    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert "died" in job.errors[-1]["traceback"]


def test_a_job_given_back_has_not_used_up_an_attempt():
    add.enqueue(1, 1)
    job = leases.claim("here/any")

    leases.give_back({"here/any": job.pk})

    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.READY, 0)


def test_old_jobs_are_tidied_away_and_their_failures_later():
    long_ago = timezone.now() - timedelta(days=30)
    for state, finished in [
        (Job.State.SUCCESSFUL, long_ago),
        (Job.State.FAILED, long_ago),
        (Job.State.SUCCESSFUL, timezone.now()),
        (Job.State.READY, None),
        (Job.State.FAILED, long_ago - timedelta(days=90)),
    ]:
        Job.objects.create(task="x", state=state, finished_at=finished)

    assert tidy_jobs.call() == 2
    assert Job.objects.count() == 3
