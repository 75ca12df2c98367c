"""
The worker: lanes that run jobs, a heartbeat that holds their leases, a clock for the schedules.

One lane takes everything, the other only jobs of priority 0 and more: a mail never waits behind a long import, which is
why long tasks are declared with a priority below 0.
"""

import logging
import os
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue

from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from hanse.jobs import leases
from hanse.jobs.models import Job
from hanse.jobs.presence import Presence, dead_workers
from hanse.jobs.running import run
from hanse.jobs.schedule import Schedule

logger = logging.getLogger(__name__)

LANES = {"any": -100, "quick": 0}
# A look at the queue costs one indexed query; after a while without work it is taken less often.
SHORTEST_NAP, LONGEST_NAP = 0.1, 0.8
TICK = 1.0
LOOK_AROUND = 5.0
AFTER_TROUBLE = 3.0


class Worker:
    """
    One worker process.

    `folder` is where workers of this machine keep their presence files. `grace` is how long a job that runs when the
    worker is told to stop may go on; after that it is given back and started anew by the next worker.
    """

    def __init__(self, folder: Path, *, grace: float = 8.0) -> None:
        self._folder = folder
        self._grace = grace
        self._stopping = threading.Event()
        # An event must not be set in a signal handler: the thread that it interrupts may hold the event's lock.
        self._asked: SimpleQueue[bool] = SimpleQueue()
        self._presence = Presence(folder)
        # What the lanes run at this moment: {holder: id of the job}. Only these leases are moved on, so that a job
        # whose end could not be written is not held for ever.
        self._held: dict[str, int] = {}
        self._lanes = [
            threading.Thread(target=self._lane, args=(lane, least), name=f"lane-{lane}", daemon=True)
            for lane, least in LANES.items()
        ]
        self._heart = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def stop(self) -> None:
        """Ask the worker to stop; fit for a signal handler."""
        self._asked.put(True)

    def run(self) -> bool:
        """Work until `stop`; False when a job had to be given back, and its thread must be ended with the process."""
        self._quietly(self._bury_dead)
        for thread in (*self._lanes, self._heart):
            thread.start()
        self._keep_time()
        return self._wind_up()

    def _keep_time(self) -> None:
        schedule, next_look = Schedule(), time.monotonic() + LOOK_AROUND
        while not self._asked_to_stop():
            if not all(thread.is_alive() for thread in (*self._lanes, self._heart)):
                raise RuntimeError("A lane of the worker ended; the log says why.")
            self._quietly(schedule.enqueue_due)
            if time.monotonic() >= next_look:
                self._quietly(self._bury_dead)
                next_look = time.monotonic() + LOOK_AROUND

    def _asked_to_stop(self) -> bool:
        try:
            return self._asked.get(timeout=TICK)
        except Empty:
            return False

    def _bury_dead(self) -> None:
        for path in dead_workers(self._folder):
            if leases.release_dead(path.name):
                logger.warning("The worker %s died; its jobs are started again.", path.name)
            path.unlink(missing_ok=True)
        leases.release_expired()

    def _lane(self, lane: str, least_priority: int) -> None:
        holder, nap = f"{self._presence.name}/{lane}", SHORTEST_NAP
        while not self._stopping.is_set():
            job = self._quietly(self._claim, holder, least_priority)
            if job:
                self._held[holder] = job.pk
                self._quietly(run, job)
                self._held.pop(holder)
                nap = SHORTEST_NAP
            else:
                self._stopping.wait(nap)
                nap = min(LONGEST_NAP, nap * 1.3)
        connections.close_all()

    def _claim(self, holder: str, least_priority: int) -> Job | None:
        close_old_connections()
        return leases.claim(holder, least_priority=least_priority)

    def _beat(self) -> None:
        while not self._stopping.wait(leases.HEARTBEAT.total_seconds()):
            self._quietly(leases.extend, dict(self._held))
        connections.close_all()

    def _quietly(self, act, *args):
        """Do something with the database; trouble with it is logged, waited out, and does not end the worker."""
        try:
            return act(*args)
        except DatabaseError as error:
            logger.error("The database cannot be used just now: %s", error)
            connections.close_all()
            self._stopping.wait(AFTER_TROUBLE)
            return None

    def _wind_up(self) -> bool:
        self._stopping.set()
        end = time.monotonic() + self._grace
        for thread in self._lanes:
            thread.join(max(0.0, end - time.monotonic()))
        busy = [thread for thread in self._lanes if thread.is_alive()]
        if busy:
            self._quietly(leases.give_back, dict(self._held))
        connections.close_all()
        self._presence.leave()
        return not busy


def end_process(clean: bool) -> None:
    """End the process after `Worker.run`: at once when a job was given back, so that it cannot go on beside its successor."""
    if not clean:
        logging.shutdown()
        os._exit(0)
