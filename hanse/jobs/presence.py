"""
Who is alive on this machine: every worker holds a locked file for as long as it lives.

The kernel lets go of the lock when the process ends, however it ends; so a file that can be locked belongs to a dead
worker, and its jobs can be started again at once instead of when their leases run out.
"""

import fcntl
import os
import socket
import uuid
from pathlib import Path


class Presence:
    """This worker's file, locked until the process ends."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = f"{socket.gethostname()[:60]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.path = folder / self.name
        # Locked before it gets its name: another worker must never find it unlocked.
        beside = folder / f".{self.name}"
        self._file = beside.open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        beside.rename(self.path)

    def leave(self) -> None:
        """Say goodbye: the file goes, so that nobody takes this worker for dead."""
        self.path.unlink(missing_ok=True)
        self._file.close()


def dead_workers(folder: Path) -> list[Path]:
    """Return the files of workers that ended without saying goodbye."""
    return [path for path in sorted(folder.glob("[!.]*")) if _is_dead(path)]


def _is_dead(path: Path) -> bool:
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        # Locked by the living, or gone meanwhile.
        return False
    return True
