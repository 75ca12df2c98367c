"""Receiving uploads: too much is refused while it comes, before it fills memory or disk."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler, UploadFileException
from django.utils.translation import gettext as _

from hanse.files.errors import UploadRefused
from hanse.files.folder import FULL
from hanse.files.store import MB

# Forms without scripts send several files in one body.
MOST_FILES = 20


class LimitedUpload(TemporaryFileUploadHandler):
    """
    Writes every uploaded file to a temporary one, up to the largest that any room takes.

    What one room takes is its own affair; here only ends what nobody takes.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Refuse at once what says itself that it is too large."""
        if content_length > MOST_FILES * _most():
            raise _too_large()

    def new_file(self, *args, **kwargs):
        """Begin to count anew."""
        self._size = 0
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            raise _no_room(error) from error

    def receive_data_chunk(self, raw_data, start):
        """Write a piece, unless it is one too many."""
        self._size += len(raw_data)
        if self._size > _most():
            self.upload_interrupted()
            raise _too_large()
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self.upload_interrupted()
            raise _no_room(error) from error


def _most() -> int:
    return max(settings.FILE_LIMIT, settings.UPLOAD_LIMIT)


def _too_large() -> UploadRefused:
    return UploadRefused(
        _("The file is larger than %s MB; that is more than is taken here.") % (_most() // MB), 413
    )


def _no_room(error: OSError) -> Exception:
    if error.errno not in FULL:
        return UploadFileException(str(error))
    return UploadRefused(
        _("There is no room left on the server to receive the file. Tell a superadmin."), 507
    )
