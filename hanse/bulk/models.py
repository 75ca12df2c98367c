"""A change of more records than a person waits for: what is to be done, how far it is, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """
    One change of many records by a worker.

    `ids` are the records, or for an undo the rows of the journal, fixed when it began; `done` of them are committed.
    All of it is one step of who made it: the journal has it under `step`. `refused` is {sentence: how many}.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    class Verb(models.TextChoices):
        EDIT = "edit", _("Edit")
        DELETE = "delete", _("Delete")
        UNDO = "undo", _("Undo")

    verb = models.CharField(max_length=10, choices=Verb.choices)
    # The room of its records; an undo may be about several.
    room = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=60, blank=True)
    value = models.JSONField(null=True)
    # Where the person came from, and goes back to.
    back = models.TextField(blank=True)

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="runs")
    step = models.CharField(max_length=36)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    message = models.TextField(blank=True)

    ids = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.verb} {self.total}"
