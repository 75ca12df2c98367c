"""Tasks that only tests enqueue."""

import os
import time
from pathlib import Path

from django_tasks import task

from hanse.foundation.errors import Refused


@task
def add(left: int, right: int) -> int:
    return left + right


@task
def fail(words: str) -> None:
    raise RuntimeError(words)


@task
def refuse() -> None:
    raise Refused("The rule says no.")


@task
def leave() -> None:
    raise SystemExit(3)


@task(takes_context=True)
def say_attempt(context) -> int:
    return context.attempt


@task
def write_line(path: str, line: str, seconds: float = 0.0) -> None:
    """Take some time, then append a line to a file, in one write."""
    time.sleep(seconds)
    with Path(path).open("a") as file:
        file.write(f"{line}\n")


@task(priority=-10)
def take_long(path: str, seconds: float) -> None:
    """Say that it began, take long, say that it ended."""
    with Path(path).open("a") as file:
        file.write(f"began {os.getpid()}\n")
    time.sleep(seconds)
    with Path(path).open("a") as file:
        file.write("ended\n")
