"""The worker as a real process: stopping in good order, and being killed."""

import os
import random
import signal
from pathlib import Path

import psycopg
import pytest

from tests.installation import wait_for

COUNT = "from hanse.jobs.models import Job; print(Job.objects.filter(task__startswith='tests.').exclude(state={!r}).count())"


def lines(path: Path) -> list[str]:
    return path.read_text().split("\n")[:-1] if path.exists() else []


def enqueue(installation, code: str) -> None:
    installation.python(f"from tests.jobs.deeds import *\n{code}")


def unfinished(installation) -> int:
    return int(installation.python(COUNT.format("SUCCESSFUL")))


def test_a_worker_runs_what_waits_and_stops_at_once_when_idle(installation, tmp_path):
    enqueue(installation, f"write_line.enqueue({str(tmp_path / 'done')!r}, 'one')")
    worker = installation.start("worker")

    wait_for(lambda: lines(tmp_path / "done") == ["one"])
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(5) == 0
    assert "Traceback" not in installation.errors()
    assert not list((installation.data / "workers").iterdir())


def test_a_short_job_is_finished_before_the_worker_stops(installation, tmp_path):
    enqueue(installation, f"take_long.enqueue({str(tmp_path / 'done')!r}, 1.5)")
    worker = installation.start("worker")
    wait_for(lambda: lines(tmp_path / "done"))

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(10) == 0
    assert lines(tmp_path / "done")[-1] == "ended"
    assert unfinished(installation) == 0


def test_a_long_job_is_given_back_and_another_worker_starts_it_at_once(installation, tmp_path):
    enqueue(installation, f"take_long.enqueue({str(tmp_path / 'done')!r}, 60)")
    first = installation.start("worker")
    wait_for(lambda: lines(tmp_path / "done"))

    first.send_signal(signal.SIGTERM)
    assert first.wait(12) == 0
    installation.start("worker")

    wait_for(lambda: len(lines(tmp_path / "done")) == 2)
    attempts = (
        "from hanse.jobs.models import Job; print(Job.objects.get(task__contains='take_long').attempts)"
    )
    assert installation.python(attempts) == "1"


def test_a_long_job_does_not_hold_up_a_quick_one(installation, tmp_path):
    enqueue(installation, f"take_long.enqueue({str(tmp_path / 'long')!r}, 60)")
    enqueue(installation, f"take_long.enqueue({str(tmp_path / 'long')!r}, 60)")
    installation.start("worker")
    wait_for(lambda: lines(tmp_path / "long"))

    enqueue(installation, f"write_line.enqueue({str(tmp_path / 'quick')!r}, 'here')")

    wait_for(lambda: lines(tmp_path / "quick") == ["here"], 10)
    assert len(lines(tmp_path / "long")) == 1


def test_the_job_of_a_killed_worker_is_started_by_the_next_one_without_waiting_for_the_lease(
    installation, tmp_path
):
    enqueue(installation, f"take_long.enqueue({str(tmp_path / 'done')!r}, 1)")
    first = installation.start("worker")
    wait_for(lambda: lines(tmp_path / "done"))

    first.kill()
    installation.start("worker")

    wait_for(lambda: "ended" in lines(tmp_path / "done"), 15)
    wait_for(lambda: unfinished(installation) == 0)


@pytest.mark.long
def test_no_job_is_lost_or_stuck_while_workers_are_killed_again_and_again(installation, tmp_path):
    rounds, jobs = (30, 400) if os.environ.get("HANSE_TEST_LONG") else (5, 80)
    done, chance = tmp_path / "done", random.Random(7)  # noqa: S311
    enqueue(installation, f"for n in range({jobs}): write_line.enqueue({str(done)!r}, str(n), 0.05)")
    workers = [installation.start("worker") for _ in range(2)]

    for number in range(rounds):
        wait_for(lambda expected=number: len(lines(done)) > expected * jobs // rounds // 2)
        victim = chance.randrange(2)
        workers[victim].kill()
        workers[victim].wait()
        workers[victim] = installation.start("worker")

    wait_for(lambda: unfinished(installation) == 0, 60)
    written = lines(done)
    assert set(written) == {str(number) for number in range(jobs)}
    # Only a job that was being run when its worker died may have run twice; each worker runs two at a time.
    assert len(written) <= jobs + 2 * rounds


def test_a_worker_refuses_a_database_that_is_not_prepared(bare_installation):
    done = bare_installation.hanse("worker")

    assert done.returncode == 2
    assert "hanse migrate" in done.stderr


if os.environ.get("DATABASE_URL"):
    # An embedded database has no connection that could break.

    def test_a_worker_outlives_its_connections(installation, tmp_path):
        enqueue(installation, f"write_line.enqueue({str(tmp_path / 'done')!r}, 'before')")
        installation.start("worker")
        wait_for(lambda: lines(tmp_path / "done") == ["before"])

        with psycopg.connect(installation.database_url, autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        enqueue(installation, f"write_line.enqueue({str(tmp_path / 'done')!r}, 'after')")

        wait_for(lambda: lines(tmp_path / "done") == ["before", "after"])
