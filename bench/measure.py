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


def timed(call: Callable[[], object], rounds: int, *, warm: int = 3) -> list[float]:
    """Return the milliseconds of each of `rounds` calls, after `warm` unmeasured ones."""
    for _each in range(warm):
        call()
    gc.collect()
    times = []
    for _each in range(rounds):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return times


def best_of(call: Callable[[], object], rounds: int, *, batches: int, patience: float) -> list[float]:
    """Return the times of the fastest of some batches, each begun when the machine is quiet: others work on it too."""
    found: list[list[float]] = []
    for _batch in range(batches):
        wait_until_quiet(patience)
        found.append(timed(call, rounds))
    return min(found, key=statistics.median)


def wait_until_quiet(patience: float, *, busy: float = 0.25) -> None:
    """Return when less than `busy` of the processors is in use, or after so many seconds of `patience`."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        before = _used_and_all()
        time.sleep(0.2)
        after = _used_and_all()
        if after[1] > before[1] and (after[0] - before[0]) / (after[1] - before[1]) < busy:
            return


def _used_and_all() -> tuple[int, int]:
    """Return the ticks in use and all ticks of the processors; Linux only, elsewhere it is always quiet."""
    try:
        with open("/proc/stat", encoding="ascii") as file:
            ticks = [int(word) for word in file.readline().split()[1:9]]
    except OSError:
        return 0, int(time.monotonic() * 1000)
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


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


def raw_time(statements: list[tuple[str, tuple]], rounds: int) -> float:
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

    return statistics.median(timed(run, rounds))
