"""One row for every change of every record, through every door."""

from typing import cast

from django.db import models
from django.utils import timezone


class Change(models.Model):
    """
    Who changed what, when, by which door, old and new.

    No foreign keys: history must never block a deletion, and must survive it. `fields` is {name: [old, new]}; a
    creation holds [null, new], a deletion [old, null]. `company_id` is the company whose access rule the record follows.
    """

    at = models.DateTimeField(default=timezone.now)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    door = models.CharField(max_length=10)
    request_id = models.CharField(max_length=36, blank=True)
    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=200, blank=True)
    company_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=30)
    fields = models.JSONField(default=dict)
    batch = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "record_id", "-id"], name="journal_record"),
            models.Index(fields=["company_id", "-id"], name="journal_company"),
            models.Index(fields=["batch"], condition=models.Q(batch__isnull=False), name="journal_batch"),
            models.Index(fields=["request_id"], condition=models.Q(batch__isnull=True), name="journal_step"),
            models.Index(fields=["kind", "-id"], condition=models.Q(verb="deleted"), name="journal_deleted"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.record_id}"

    @property
    def about(self) -> int:
        """The id of the record; only an export is about none."""
        return cast(int, self.record_id)


class Undone(models.Model):
    """A step that was undone: what the same person did under one request id. It can be undone once."""

    step = models.CharField(max_length=36)
    by_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "undone"
        constraints = [models.UniqueConstraint(fields=["step", "by_id"], name="step_undone_once")]

    def __str__(self) -> str:
        return self.step
