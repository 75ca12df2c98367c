"""
Where the bytes of files are: a folder outside the web root, or a bucket (settings.FILES says which).

Both take a file in pieces, whole or not at all, under a random key; what a person called it stays in the database.
"""

import datetime
import hashlib
import logging
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from hanse.files.errors import TooLarge
from hanse.files.kinds import HEAD, kind_of

log = logging.getLogger("hanse.files")

MB = 1024 * 1024


class Store(Protocol):
    """A place that keeps bytes by key. Each method may raise what it says in `files/errors.py`."""

    def write(self, key: str, pieces: Iterable[bytes]) -> None:
        """Keep all pieces durably under `key`, or nothing of them; CannotKeep when the place is full or away."""

    def read(self, key: str) -> Iterator[bytes]:
        """Return the bytes in pieces; OutOfReach before the first one when they are not there."""

    def remove(self, key: str) -> None:
        """Let go of the bytes; nothing happens when there are none."""

    def holds(self, key: str) -> bool:
        """Tell whether there are bytes under `key`."""

    def listed(self) -> Iterator[tuple[str, datetime.datetime]]:
        """Yield every key, those of unfinished writes too, with the moment of its last change."""


@dataclass(frozen=True)
class Kept:
    """What keeping a file told about it."""

    key: str
    size: int
    sha256: str
    type: str


def store() -> Store:
    """Return the store of this installation."""
    return _store_at(str(settings.FILES))


def keep(pieces: Iterable[bytes], *, most: int) -> Kept:
    """
    Store the pieces of a file under a new key, whole or not at all.

    :raises TooLarge: as soon as more than `most` bytes have come.
    :raises CannotKeep: when the store is full or away.
    """
    key, measured = secrets.token_hex(20), _Measured(pieces, most)
    store().write(key, measured)
    return Kept(key, measured.size, measured.digest.hexdigest(), kind_of(bytes(measured.head)))


def let_go(key: str) -> None:
    """Remove bytes that got no row; where that fails, the tidy task finds them."""
    try:
        store().remove(key)
    except Exception:
        log.exception("The bytes %s could not be removed.", key)


def too_large(most: int) -> str:
    """Return the sentence for a file beyond the limit."""
    return _("The file is larger than %s MB, the most that one file may have here.") % (most // MB)


class _Measured:
    """Passes pieces on and learns size, digest and beginning of the whole."""

    def __init__(self, pieces: Iterable[bytes], most: int) -> None:
        self._pieces, self._most = pieces, most
        self.size, self.digest, self.head = 0, hashlib.sha256(), bytearray()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            if self.size > self._most:
                raise TooLarge(too_large(self._most))
            self.digest.update(piece)
            self.head += piece[: HEAD - len(self.head)]
            yield bytes(piece)


@lru_cache(maxsize=8)
def _store_at(place: str) -> Store:
    if place.startswith("s3://"):
        from hanse.files.bucket import Bucket

        return Bucket(place)
    from hanse.files.folder import Folder

    return Folder(Path(place))
