"""Running one leased job and noting how it went."""

import logging
import traceback
from typing import Any

from django.utils.module_loading import import_string
from django_tasks.base import Task, TaskContext
from django_tasks.utils import get_module_path, normalize_json

from hanse.foundation.errors import DomainError
from hanse.jobs import leases
from hanse.jobs.backend import result_of
from hanse.jobs.models import Job

logger = logging.getLogger(__name__)
MOST_TRACEBACK = 20_000


def run(job: Job) -> bool:
    """Run a job that is leased to us; True when it succeeded and the lease was ours to the end."""
    about = {"job": f"{job.task} {job.pk}"}
    try:
        result = normalize_json(_call(job))
    except (Exception, SystemExit) as error:
        # The last resort of a worker: whatever a task raises is logged, stored, and tried again by rule.
        logger.exception("A job failed (attempt %s).", job.attempts, extra=about)
        # A rule that said no will say no again.
        for_good = isinstance(error, (DomainError, ImportError))
        leases.fail(
            job, get_module_path(type(error)), traceback.format_exc()[-MOST_TRACEBACK:], for_good=for_good
        )
        return False
    if not leases.finish(job, result):
        logger.warning("A job ended after its lease was lost; its result is not kept.", extra=about)
        return False
    return True


def _call(job: Job) -> Any:
    task = import_string(job.task)
    if not isinstance(task, Task):
        raise ImportError(f"{job.task} is not a task.")
    if task.takes_context:
        return task.call(TaskContext(task_result=result_of(job, task)), *job.args, **job.kwargs)
    return task.call(*job.args, **job.kwargs)
