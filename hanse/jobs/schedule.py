"""Work that comes round: each period of each schedule is one job, however many workers look at the clock."""

import logging
import time
from collections.abc import Callable
from functools import cached_property

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks.base import Task

from hanse.jobs.queue import enqueue_once

logger = logging.getLogger(__name__)


class Schedule:
    """The schedules of settings.JOB_SCHEDULE: (dotted name of a task, seconds between two runs)."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._last: dict[str, int] = {}

    @cached_property
    def _tasks(self) -> list[tuple[str, int, Task]]:
        found = []
        for name, seconds in settings.JOB_SCHEDULE:
            try:
                found.append((name, seconds, import_string(name)))
            except ImportError:
                logger.exception("The scheduled task %s cannot be loaded.", name)
        return found

    def enqueue_due(self) -> None:
        """Enqueue every task whose period has begun; also the current period of one missed during downtime."""
        now = int(self._clock())
        for name, seconds, task in self._tasks:
            slot = now - now % seconds
            if self._last.get(name) != slot:
                enqueue_once(task, f"{name}@{slot}")
                self._last[name] = slot
