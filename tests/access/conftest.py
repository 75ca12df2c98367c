"""An arena for several connections at once, on either database."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

PATIENCE = 20


class Arena:
    """Runs functions in threads, each with a connection of its own."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool

    def run(self, function, *args, **kwargs):
        """Run in another thread and wait for the answer."""
        return self.start(function, *args, **kwargs).result(PATIENCE)

    def start(self, function, *args, **kwargs) -> Future:
        return self._pool.submit(self._alone, function, args, kwargs)

    def together(self, *functions) -> list:
        """Start all at the same moment; return each one's answer or the exception it ended with."""
        barrier = threading.Barrier(len(functions))

        def wait_and(function):
            barrier.wait(PATIENCE)
            return function()

        running = [self.start(wait_and, function) for function in functions]
        return [one.exception(PATIENCE * 2) or one.result() for one in running]

    def hold(self, function) -> "Hold":
        """Run in a transaction that stays open until told to commit."""
        return Hold(self, function)

    def wait_until_somebody_waits(self) -> None:
        """Return when a connection waits for a lock; SQLite lets everybody wait at the door, so nothing to see there."""
        if connection.vendor != "postgresql":
            return
        query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        tick = threading.Event()
        for _attempt in range(PATIENCE * 100):
            with connection.cursor() as cursor:
                cursor.execute(query)
                if cursor.fetchone()[0]:
                    return
            tick.wait(0.01)
        raise AssertionError("Nobody waited for the lock.")

    @staticmethod
    def _alone(function, args, kwargs):
        try:
            return function(*args, **kwargs)
        finally:
            connections.close_all()


class Hold:
    """A transaction that did its work and has not committed yet."""

    def __init__(self, arena: Arena, function) -> None:
        self._done, self._go = threading.Event(), threading.Event()
        self._running = arena.start(self._work, function)
        if not self._done.wait(PATIENCE):
            self._go.set()
            self._running.result(PATIENCE)

    def _work(self, function):
        try:
            with transaction.atomic():
                answer = function()
                self._done.set()
                self._go.wait(PATIENCE)
                return answer
        finally:
            self._done.set()

    def commit(self):
        self._go.set()
        return self._running.result(PATIENCE)


@pytest.fixture
def arena(transactional_db, tmp_path, monkeypatch):
    """Threads with their own connections: to the test database, or to a file with the same content on SQLite."""
    if connection.vendor == "sqlite":
        # The tests' own database is in memory and belongs to one connection.
        file = tmp_path / "arena.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        monkeypatch.setitem(connections.settings["default"], "NAME", str(file))
    with ThreadPoolExecutor(8) as pool:
        yield Arena(pool)
