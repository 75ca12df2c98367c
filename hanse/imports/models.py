"""What is kept of an import: the file, how it was read, what came of it, and what undoing it needs."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hanse.imports.querysets import ImportQuerySet

SILENT = timedelta(minutes=2)
# All rows in one transaction: only its end can be seen.
SILENT_AT_ONCE = timedelta(minutes=30)


def _new_mark() -> str:
    return secrets.token_hex(6)


class Import(models.Model):
    """
    One file on its way in.

    `options` is what the person chose (encoding, delimiter, columns, source, corrections …), `layout` how the file is
    read with that (`layout.py`). The counts are rows: of the last check until it runs, then of the run.
    """

    class State(models.TextChoices):
        NEW = "new", _("Columns to be chosen")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        REFUSED = "refused", _("Nothing imported")
        FAILED = "failed", _("Failed")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    kind = models.CharField(max_length=20)
    filename = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    message = models.TextField(blank=True)
    options = models.JSONField(default=dict)
    layout = models.JSONField(default=dict)

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="imports")
    by_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # The last sign of life while it is checked, runs or is undone.
    beat_at = models.DateTimeField(null=True)
    stop_asked = models.BooleanField(default=False)

    # How far it is: `done` of `rows`; `position` is [pass, row] up to which a run is committed.
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    position = models.JSONField(default=list)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    also = models.JSONField(default=dict)
    # {sentence: [how many rows, the first of them]}
    doubts = models.JSONField(default=dict)

    undone_at = models.DateTimeField(null=True)
    restored = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["made_by", "-id"], name="import_maker")]

    def __str__(self) -> str:
        return f"{self.filename} ({self.kind})"

    @property
    def is_busy(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.RUNNING, self.State.UNDOING}

    @property
    def is_silent(self) -> bool:
        """True when it should be at work and has given no sign of life for long: its worker or console has died."""
        patience = SILENT_AT_ONCE if self.options.get("all_or_nothing") else SILENT
        return self.is_busy and self.beat_at is not None and timezone.now() - self.beat_at > patience

    @property
    def has_run(self) -> bool:
        """True once rows may have been written."""
        return self.started_at is not None and self.state not in {self.State.NEW, self.State.CHECKED}


class ImportPiece(models.Model):
    """A piece of the file; in the database, so that a worker on any machine can read it."""

    file = models.ForeignKey(Import, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="import_piece_once")]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.number}"


class Reject(models.Model):
    """A row that was not taken: its cells as they stood in the file, and what is wrong with which of them."""

    file = models.ForeignKey(Import, models.CASCADE, related_name="rejects")
    row = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    # [{"column": "Country", "place": 3, "value": "…", "message": "…"}]
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "row"], name="reject_row_once")]

    def __str__(self) -> str:
        return f"{self.file_id} row {self.row}"


class CheckedPage(models.Model):
    """A hundred rows of a dry run with what would become of each; packed, because there may be thousands of pages."""

    file = models.ForeignKey(Import, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="checked_page_once")]

    def __str__(self) -> str:
        return f"{self.file_id} page {self.number}"


class ExternalId(models.Model):
    """The id that another system gives a record of ours; `file` is the import that brought it."""

    source = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    external_id = models.CharField(max_length=200)
    record_id = models.BigIntegerField()
    file = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="external_ids")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "external_id"], name="external_id_once")
        ]
        indexes = [models.Index(fields=["kind", "record_id"], name="external_id_record")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.external_id}"


class Touched(models.Model):
    """When something last happened at a record, before and after an import touched it: what undoing puts back."""

    file = models.ForeignKey(Import, models.CASCADE, related_name="touched")
    record_id = models.BigIntegerField()
    before = models.DateTimeField()
    after = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "record_id"], name="touched_once")]

    def __str__(self) -> str:
        return f"{self.file_id} touched {self.record_id}"


class Conflict(models.Model):
    """A record that undoing left as it is, and why."""

    file = models.ForeignKey(Import, models.CASCADE, related_name="conflicts")
    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    label = models.CharField(max_length=200)
    message = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "kind", "record_id"], name="conflict_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class Installation(models.Model):
    """Who we are, in files that leave: an export's ids mean something only where it was made."""

    mark = models.CharField(max_length=32, default=_new_mark)

    def __str__(self) -> str:
        return self.mark


class Export(models.Model):
    """A file that is written in the background and waits to be fetched."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being written")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=20)
    query = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    message = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    created_at = models.DateTimeField(default=timezone.now)
    rows = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["made_by", "-id"], name="export_maker")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ExportPiece(models.Model):
    """A piece of an export's file."""

    file = models.ForeignKey(Export, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="export_piece_once")]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.number}"
