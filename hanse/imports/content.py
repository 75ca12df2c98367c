"""Files kept in the database, in pieces: any worker can read them, and nobody holds a whole one in memory."""

import io
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from django.db import models
from django.utils.translation import gettext as _

from hanse.imports.errors import TooLarge

PIECE = 512 * 1024
Opener = Callable[[], BinaryIO]


def pieces_of(content: bytes | Iterable[bytes], *, most: int) -> Iterator[bytes]:
    """
    Yield `content` in pieces of one size.

    :raises TooLarge: as soon as more than `most` bytes have come, before the rest is read.
    """
    waiting, size = bytearray(), 0
    for part in [content] if isinstance(content, (bytes, bytearray)) else content:
        size += len(part)
        if size > most:
            raise TooLarge(
                _("The file is larger than %s MB, the most that this installation takes. Divide it.")
                % (most // 1024 // 1024)
            )
        waiting += part
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)


def keep(model: type[models.Model], file: models.Model, pieces: Iterable[bytes]) -> int:
    """Store the pieces of `file` in their table and return its size."""
    size = 0
    for number, data in enumerate(pieces):
        model._default_manager.create(file=file, number=number, data=data)
        size += len(data)
    return size


def read_pieces(model: type[models.Model], file_id: int) -> Iterator[bytes]:
    """Yield a stored file piece by piece."""
    number = 0
    while data := _piece(model, file_id, number):
        yield data
        number += 1


def opener(model: type[models.Model], file_id: int) -> Opener:
    """Return a function that opens a stored file anew, from its beginning."""
    return lambda: io.BufferedReader(_Stored(read_pieces(model, file_id)), PIECE)


def in_memory(content: bytes) -> Opener:
    """Return the same for a file that is at hand already."""
    return lambda: io.BytesIO(content)


class _Stored(io.RawIOBase):
    """The pieces of a file as one stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _piece(model: type[models.Model], file_id: int, number: int) -> bytes:
    data = model._default_manager.filter(file=file_id, number=number).values_list("data", flat=True).first()
    return bytes(data) if data else b""
