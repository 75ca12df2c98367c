"""Django's tasks interface over the leased table: `some_task.enqueue(...)` inserts a row in the caller's transaction."""

from typing import Any

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json


class LeasedBackend(BaseTaskBackend):
    """Keeps jobs in `hanse.jobs.models.Job`; models are imported late because tasks are declared before apps are ready."""

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task, args, kwargs) -> TaskResult:
        """Store a job; it runs once the caller's transaction is committed, and never when that is rolled back."""
        self.validate_task(task)
        job = row_for(task, args, kwargs)
        job.save()
        return result_of(job, task)

    def get_result(self, result_id: str) -> TaskResult:
        """
        Return what is known of a job.

        :raises TaskResultDoesNotExist: for an unknown id, also of a job tidied away long after it ended.
        """
        from hanse.jobs.models import Job

        job = Job.objects.filter(pk=result_id).first() if str(result_id).isdecimal() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return result_of(job)


def row_for(task: Task, args, kwargs, **more: Any):
    """Return an unsaved job for one call of `task`; `more` are further columns."""
    from hanse.jobs.models import Job

    if task.run_after is not None:
        more["run_after"] = task.run_after
    return Job(
        task=task.module_path,
        args=normalize_json(list(args)),
        kwargs=normalize_json(dict(kwargs)),
        queue_name=task.queue_name,
        priority=task.priority,
        **more,
    )


def result_of(job, task: Task | None = None) -> TaskResult:
    """Return a stored job as Django's tasks interface describes it."""
    result: TaskResult = TaskResult(
        task=task or import_string(job.task),
        id=str(job.pk),
        status=TaskResultStatus(job.state),
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.last_attempted_at,
        args=job.args,
        kwargs=job.kwargs,
        backend="default",
        errors=[TaskError(exception_class_path=e["exception"], traceback=e["traceback"]) for e in job.errors],
        worker_ids=job.worker_ids,
    )
    # The field is not part of the constructor, and the class is frozen.
    object.__setattr__(result, "_return_value", job.result)
    return result
