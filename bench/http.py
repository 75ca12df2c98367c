"""Asking a running `hanse web` over loopback: what the server and the network add, and how much goes through at once."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.importing import HANSE


def http_report(cookie: str, bearer: str, *, seconds: float = 5) -> list[str]:
    """Return a table of requests one at a time and sixteen at a time; client and server share the machine."""
    lines = ["| over HTTP | one at a time, median / p95 ms | per second, 16 connections |", "|---|---|---|"]
    with served() as port:
        for name, ask in _questions(port, cookie, bearer):
            times = _alone(ask, 60)
            rate = _together(ask, 16, seconds)
            p95 = sorted(times)[int(len(times) * 0.95) - 1]
            lines.append(f"| {name} | {statistics.median(times):.1f} / {p95:.1f} | {rate:,.0f} |")
    return lines


@contextmanager
def served() -> Iterator[int]:
    """Run `hanse web` on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"HANSE_BASE_URL": f"http://localhost:{port}"}
    process = subprocess.Popen(
        [*HANSE, "web", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _await(port: int, process: subprocess.Popen) -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            raise SystemExit(f"hanse web ended with {process.returncode}.")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("hanse web does not answer.")


def _questions(port: int, cookie: str, bearer: str) -> list[tuple[str, Callable[[], Callable[[], None]]]]:
    """Return (name, maker of a connection that asks once per call)."""
    page, program = {"Cookie": cookie}, {"Authorization": bearer, "Content-Type": "application/json"}
    numbers = iter(range(10**9))
    run = os.getpid()

    def company() -> bytes:
        return json.dumps({"name": f"Over HTTP {run} {next(numbers)}", "country": "ES"}).encode()

    return [
        ("list of companies", _asking(port, "GET", "/companies/", page, 200)),
        ("API list of 50", _asking(port, "GET", "/api/v1/companies", program, 200)),
        ("API create, journal included", _asking(port, "POST", "/api/v1/companies", program, 201, company)),
        ("health", _asking(port, "GET", "/healthz", {}, 200)),
    ]


def _asking(
    port: int, method: str, path: str, headers: dict, expected: int, body: Callable[[], bytes] | None = None
):
    def connect() -> Callable[[], None]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

        def ask() -> None:
            connection.request(method, path, body() if body else None, headers)
            response = connection.getresponse()
            answer = response.read()
            if response.status != expected:
                raise SystemExit(f"{method} {path} answers {response.status}: {answer[:200]!r}")

        return ask

    return connect


def _alone(connect: Callable, rounds: int) -> list[float]:
    ask = connect()
    for _each in range(5):
        ask()
    times = []
    for _each in range(rounds):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _together(connect: Callable, connections: int, seconds: float) -> float:
    """Return how many requests a second get through on so many connections."""
    until = time.perf_counter() + seconds
    done = [0] * connections

    def work(place: int) -> None:
        ask = connect()
        while time.perf_counter() < until:
            ask()
            done[place] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds
