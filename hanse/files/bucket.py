"""
The store as a bucket of S3 or of anything that speaks its protocol.

Keys, region and endpoint come from the usual variables (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION,
AWS_ENDPOINT_URL). Objects appear whole or not at all, as S3 promises.
"""

import datetime
import logging
import os
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import obstore
from django.utils.translation import gettext as _
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from hanse.files.errors import CannotKeep, OutOfReach

log = logging.getLogger("hanse.files")

PIECE = 256 * 1024
# The smallest part that S3 takes; larger files go up in several, so none is in memory whole.
PART = 5 * 1024 * 1024
ONLY_LOCAL = ("localhost", "127.0.0.1", "::1")


class Bucket:
    """Keeps files as objects ab/cd/abcd… below the prefix of `address`; `Store` says what each method promises."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        self._store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            client_options={
                "timeout": "60s",
                "connect_timeout": "5s",
                # Without TLS only on this machine.
                "allow_http": urlsplit(endpoint).hostname in ONLY_LOCAL,
            },
            retry_config={"max_retries": 3, "retry_timeout": datetime.timedelta(seconds=20)},
        )

    def write(self, key: str, pieces: Iterable[bytes]) -> None:
        """Send the object, in parts when it is large; parts of one that broke off are given up by the client."""
        try:
            obstore.put(self._store, _path(key), iter(pieces), chunk_size=PART, max_concurrency=2)
        except (BaseError, OSError) as error:
            log.error("A file cannot be kept in the bucket: %s", error)
            sentence = _(
                "The server cannot reach the place where it keeps files. Nothing was saved; try again later."
            )
            raise CannotKeep(sentence) from error

    def read(self, key: str) -> Iterator[bytes]:
        """Ask for the object at once, so that a missing one is refused and not a broken answer."""
        try:
            found = obstore.get(self._store, _path(key))
        except (BaseError, OSError) as error:
            log.error("The file %s cannot be read from the bucket: %s", key, error)
            raise OutOfReach(
                _("The content of this file cannot be read just now; the log says why.")
            ) from error
        return (bytes(piece) for piece in found.stream(min_chunk_size=PIECE))

    def remove(self, key: str) -> None:
        """Delete the object."""
        obstore.delete(self._store, _path(key))

    def holds(self, key: str) -> bool:
        """Tell whether the object is there."""
        try:
            obstore.head(self._store, _path(key))
        except (FileNotFoundError, NotFoundError):
            return False
        return True

    def listed(self) -> Iterator[tuple[str, datetime.datetime]]:
        """Yield the objects below the prefix."""
        for page in obstore.list(self._store):
            for each in page:
                yield each["path"].rpartition("/")[2], each["last_modified"]


def _path(key: str) -> str:
    return f"{key[:2]}/{key[2:4]}/{key}"
