"""What the tab “Files” of a record shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hanse.contacts.files import Home
from hanse.files.kinds import INLINE
from hanse.files.store import MB
from hanse.foundation.paging import capped_count, read_page

ROWS = 50


def files_of(request: HttpRequest, home: Home) -> dict[str, Any]:
    """Return the newest files of a record, which the caller has found to be visible."""
    files = home.files()
    page = read_page(files, sort="-id", limit=ROWS, cursor=request.GET.get("cursor") or None)
    count, exact = capped_count(files)
    return {
        "page": page,
        "count": count,
        "exact": exact,
        "shown": INLINE,
        "file_limit": settings.FILE_LIMIT,
        "file_limit_mb": settings.FILE_LIMIT // MB,
    }
