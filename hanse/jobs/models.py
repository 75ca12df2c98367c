"""Deferred work: one row per job, on the same database as everything else."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Job(models.Model):
    """
    One call of a task, with its arguments as JSON.

    A running job is leased: `holder` is the lane of a worker that runs it, and `lease_until` moves on as long as that
    worker lives. `attempts` counts the starts; together with the holder it fences off a worker that lost its lease.
    `unique_key` is empty or unique among all rows; `frees_key` says that it goes when the job starts.
    """

    class State(models.TextChoices):
        READY = "READY"
        RUNNING = "RUNNING"
        SUCCESSFUL = "SUCCESSFUL"
        FAILED = "FAILED"

    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    queue_name = models.CharField(max_length=50, default="default")
    priority = models.SmallIntegerField(default=0)
    unique_key = models.CharField(max_length=200, null=True, unique=True)
    frees_key = models.BooleanField(default=False)

    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    run_after = models.DateTimeField(default=timezone.now)
    holder = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    enqueued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    last_attempted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    worker_ids = models.JSONField(default=list)
    # [{"exception": dotted path, "traceback": text}], the newest last
    errors = models.JSONField(default=list)
    result = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(
                F("priority").desc(), F("run_after"), F("id"), condition=Q(state="READY"), name="job_ready"
            ),
            models.Index(fields=["lease_until"], condition=Q(state="RUNNING"), name="job_running"),
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="job_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}"
