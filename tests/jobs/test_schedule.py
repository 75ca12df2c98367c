"""Work that comes round, and who is alive."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from hanse.jobs.models import Job
from hanse.jobs.presence import Presence, dead_workers
from hanse.jobs.schedule import Schedule
from tests.jobs.deeds import add

DAY = 86_400


@pytest.fixture
def clock(settings):
    """A clock that stands until it is set."""
    settings.JOB_SCHEDULE = [("tests.jobs.deeds.add", 60), ("tests.jobs.deeds.fail", DAY)]
    return {"now": 1_000_000 * DAY + 5.0}


@pytest.mark.django_db
def test_each_period_is_one_job_however_many_workers_look(clock):
    workers = [Schedule(lambda: clock["now"]) for _ in range(3)]

    for moment in (0, 10, 50, 60, 119):
        clock["now"] = 1_000_000 * DAY + moment
        for worker in workers:
            worker.enqueue_due()

    assert Job.objects.filter(task=add.module_path).count() == 2
    assert Job.objects.exclude(task=add.module_path).count() == 1


@pytest.mark.django_db
def test_periods_missed_in_downtime_become_one_job(clock):
    Schedule(lambda: clock["now"]).enqueue_due()
    clock["now"] += 3600

    Schedule(lambda: clock["now"]).enqueue_due()

    assert Job.objects.filter(task=add.module_path).count() == 2


@pytest.mark.django_db
def test_a_schedule_that_cannot_be_loaded_is_logged_and_stops_no_other(settings, caplog):
    settings.JOB_SCHEDULE = [("tests.jobs.nowhere.nothing", 60), ("tests.jobs.deeds.add", 60)]

    with caplog.at_level(logging.ERROR):
        Schedule().enqueue_due()

    assert "tests.jobs.nowhere.nothing" in caplog.text
    assert Job.objects.count() == 1


def test_the_schedules_of_the_house_can_all_be_loaded(settings):
    assert len(Schedule()._tasks) == len(settings.JOB_SCHEDULE)


def test_a_worker_that_was_killed_is_seen_and_a_living_one_is_not(tmp_path):
    living = Presence(tmp_path)
    code = (
        "import os, signal, sys; from pathlib import Path; from hanse.jobs.presence import Presence;"
        "kept = Presence(Path(sys.argv[1])); print(kept.name, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).resolve().parents[2]
    killed = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, cwd=root
    )

    assert [path.name for path in dead_workers(tmp_path)] == [killed.stdout.strip()]

    living.leave()
    assert len(list(tmp_path.iterdir())) == 1
