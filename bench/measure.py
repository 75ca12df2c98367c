"""Timing calls, and calling the house through its WSGI door inside this process."""

import gc
import io
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figures:
    """Milliseconds of one thing done many times."""

    times: list[float]
    queries: int = 0
    size: int = 0
    raw: float | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[max(0, round(len(self.times) * 0.95) - 1)]


def processor_clock() -> Callable[[], float]:
    """
    Return a clock of the seconds that this process and its database backend have spent on a processor.

    For a machine that others use too: waiting for a processor does not count, so the figures are those of an idle one.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        return time.process_time
    with connection.cursor() as cursor:
        # What a parallel worker does would be missing.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]

    def seconds() -> float:
        with open(f"/proc/{backend}/schedstat", encoding="ascii") as file:
            return time.process_time() + int(file.read().split()[0]) / 1e9

    return seconds


def timed(
    call: Callable[[], object], rounds: int, *, warm: int = 3, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Return the milliseconds of each of `rounds` calls, after `warm` unmeasured ones."""
    for _each in range(warm):
        call()
    gc.collect()
    times = []
    for _each in range(rounds):
        began = clock()
        call()
        times.append((clock() - began) * 1000)
    return times


@dataclass
class Door:
    """A WSGI application, asked as a browser or a program would ask, without the network."""

    application: Callable
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> tuple[str, bytes]:
        return self.ask("GET", path)

    def ask(self, method: str, path: str, body: bytes = b"", content_type: str = "") -> tuple[str, bytes]:
        """Return the status line and the whole body."""
        path, _mark, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": content_type,
            **self.headers,
        }
        answered = []
        response = self.application(environ, lambda status, headers: answered.append(status))
        try:
            return answered[0], b"".join(response)
        finally:
            response.close()


def observed(call: Callable[[], object]) -> list[tuple[str, tuple]]:
    """Return the statements that a call sends to the database."""
    from django.db import connection

    sent = []

    def note(execute, sql, params, many, context):
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        call()
    return sent


def raw_time(
    statements: list[tuple[str, tuple]], rounds: int, *, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Return the median milliseconds of the same reads by a bare cursor: what no page could be faster than."""
    from django.db import connection

    reads = [
        (sql, params)
        for sql, params in statements
        if str(sql).lstrip().upper().startswith(("SELECT", "WITH"))
    ]

    def run():
        with connection.cursor() as cursor:
            for sql, params in reads:
                cursor.execute(sql, params)
                cursor.fetchall()

    return statistics.median(timed(run, rounds, clock=clock))
