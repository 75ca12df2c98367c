"""The ground that every stored record stands on."""

from django.db import models
from django.utils import timezone


class Stamped(models.Model):
    """A record with a birthday and a version that grows with every change: what `If-Match` and forms compare."""

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class BytewiseField(models.TextField):
    """Text that sorts byte by byte on every database, so that prefix ranges use the plain index."""

    def db_parameters(self, connection):
        # SQLite always compares bytes; PostgreSQL has to be told.
        collation = "C" if connection.vendor == "postgresql" else None
        return super().db_parameters(connection) | {"collation": collation}
