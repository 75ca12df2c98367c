"""Bringing the database to this version, by one process at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hanse.foundation.errors import Refused
from hanse.foundation.rooms import rooms
from hanse.search import index
from hanse.search.checks import wrong_index

# The key of the lock among processes that migrate the same PostgreSQL database; any number that nobody else uses.
LOCK = 0x68616E7365


def waiting() -> list[str]:
    """Return the names of the migrations that the database has not seen yet."""
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def migrate() -> None:
    """Apply the migrations that wait and make the search indexes complete."""
    with _alone():
        call_command("migrate", interactive=False, verbosity=0)
        for room in rooms():
            _complete_index(room.model._meta.db_table)


def prepare_database(*, may_migrate: bool) -> None:
    """
    Bring an embedded database up to date.

    :raises Refused: when migrations wait on any other, or when this command must not migrate.
    """
    count = len(waiting())
    if not count:
        return
    if not may_migrate or connection.vendor != "sqlite":
        raise Refused(f"The database waits for {count} migrations. Run: hanse migrate")
    migrate()


def _complete_index(table: str) -> None:
    if any(wrong_index(table)):
        index.remove(table)
    index.install(table)


@contextmanager
def _alone() -> Iterator[None]:
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with (settings.DATA / "migrate.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
