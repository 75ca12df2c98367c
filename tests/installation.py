"""
An installation of its own for tests that start real processes: data folder, database, and the command `hanse`.

Migrated once per run, then copied: a file on SQLite, a template database on PostgreSQL.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30


@dataclass
class Installation:
    """Processes that read one data folder and one database."""

    data: Path
    database_url: str
    settings: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        ours = {
            "HANSE_DATA": str(self.data),
            "DATABASE_URL": self.database_url,
            "HANSE_SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return kept | ours | self.settings

    def hanse(self, *words: str, text: str = "") -> subprocess.CompletedProcess:
        """Run one command to its end."""
        command = [sys.executable, "-m", "hanse.console.main", *words]
        return subprocess.run(
            command, env=self.env, cwd=ROOT, input=text, capture_output=True, text=True, timeout=120
        )

    def python(self, code: str) -> str:
        """Run some lines with Django set up and return what they print."""
        begin = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'hanse.config.settings'; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", begin + code],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *words: str) -> subprocess.Popen:
        """Start a command in a process group of its own; its output goes to files in the data folder."""
        number = len(self.started)
        with (self.data / f"out-{number}").open("w") as out, (self.data / f"err-{number}").open("w") as err:
            process = subprocess.Popen(
                [sys.executable, "-m", "hanse.console.main", *words],
                env=self.env, cwd=ROOT, stdout=out, stderr=err, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    def output(self, number: int = -1) -> str:
        """Return what the last started command (or the one with this number) printed."""
        return (self.data / f"out-{number % len(self.started)}").read_text()

    def errors(self, number: int = -1) -> str:
        """Return what it wrote to standard error."""
        return (self.data / f"err-{number % len(self.started)}").read_text()

    def processes(self) -> dict[int, str]:
        """Return {pid: command line} of every living process of this installation."""
        mark = f"HANSE_DATA={self.data}".encode()
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    if line:
                        found[int(entry.name)] = line
        return found

    def pid_of(self, part: str) -> int:
        """Return the process whose command line holds `part`."""
        return next(pid for pid, line in self.processes().items() if part in line)

    def end(self) -> None:
        """End whatever is left, and the database with it."""
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self.started:
            process.wait(10)
        if self.database_url:
            _drop(self.database_url)


def free_port() -> int:
    """Return a port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int, path: str = "/healthz") -> str:
    """Return what a page says; empty when nothing answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as page:
            return page.read().decode()
    except OSError:
        return ""


def wait_for(what: Callable[[], object], patience: float = PATIENCE):
    """Return what `what` returns as soon as that is something."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError(f"Nothing came of it in {patience} seconds.")


class Template:
    """A migrated database that installations are copied from."""

    def __init__(self, folder: Path) -> None:
        self._server = os.environ.get("DATABASE_URL", "")
        self._first = Installation(folder, _create(self._server) if self._server else "")
        folder.mkdir(parents=True, exist_ok=True)
        done = self._first.hanse("migrate")
        assert done.returncode == 0, done.stderr

    def copy(self, folder: Path) -> Installation:
        """Return a fresh installation that is migrated already."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._server:
            return Installation(folder, _create(self._server, template=self._first.database_url))
        shutil.copy(self._first.data / "hanse.sqlite3", folder / "hanse.sqlite3")
        return Installation(folder, "")

    def bare(self, folder: Path) -> Installation:
        """Return an installation whose database nobody has touched."""
        folder.mkdir(parents=True, exist_ok=True)
        return Installation(folder, _create(self._server) if self._server else "")

    def end(self) -> None:
        """Drop the template."""
        self._first.end()


def _create(server: str, template: str = "") -> str:
    name = f"hanse_run_{uuid.uuid4().hex[:12]}"
    like = f' TEMPLATE "{_name(template)}"' if template else ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{like}')
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _drop(url: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")
