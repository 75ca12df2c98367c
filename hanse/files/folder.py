"""The store as a folder: random names in fanned-out folders, readable by our own user only."""

import datetime
import errno
import logging
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from django.utils.translation import gettext as _

from hanse.files.errors import CannotKeep, OutOfReach

log = logging.getLogger("hanse.files")

PIECE = 256 * 1024
UNFINISHED = ".part"
OURS = re.compile(r"[0-9a-f]{40}(\.part)?")
FULL = {errno.ENOSPC, errno.EDQUOT}


class Folder:
    """Keeps files below `root` as ab/cd/abcd…; `Store` says what each method promises."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, key: str, pieces: Iterable[bytes]) -> None:
        """Write beside the final name, let the disk confirm, then rename: a name is there whole or not at all."""
        path = self._path(key)
        unfinished = path.with_name(path.name + UNFINISHED)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
            _confirm(path.parent)
        except BaseException as error:
            for each in (unfinished, path):
                with suppress(OSError):
                    each.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise CannotKeep(_sentence(error)) from error
            raise

    def read(self, key: str) -> Iterator[bytes]:
        """Open at once, so that a missing file is refused and not a broken answer."""
        try:
            file = self._path(key).open("rb")
        except OSError as error:
            log.error("The file %s cannot be read: %s", key, error)
            raise OutOfReach(
                _("The content of this file cannot be read just now; the log says why.")
            ) from error
        return _pieces(file)

    def remove(self, key: str) -> None:
        """Delete the file; its folders stay for others."""
        self._path(key).unlink(missing_ok=True)

    def holds(self, key: str) -> bool:
        """Tell whether the file is there."""
        return self._path(key).is_file()

    def listed(self) -> Iterator[tuple[str, datetime.datetime]]:
        """Yield every name in the fanned-out folders; what else lies around is not ours."""
        for path in self._root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):
                if OURS.fullmatch(path.name):
                    yield path.name, datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)

    def _path(self, key: str) -> Path:
        return self._root / key[:2] / key[2:4] / key


def _pieces(file) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _confirm(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sentence(error: OSError) -> str:
    log.error("A file cannot be kept: %s", error)
    if error.errno in FULL:
        return _("There is no room left for files on the server. Nothing was saved; tell a superadmin.")
    return _("The server cannot write to its folder for files. Nothing was saved; tell a superadmin.")
