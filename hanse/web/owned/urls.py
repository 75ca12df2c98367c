"""Every address that records of a company have, from the one declaration of their pages."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from hanse.accounts.access import Right
from hanse.web.lists.urls import list_paths
from hanse.web.owned import edit
from hanse.web.owned.inline import inline_of
from hanse.web.owned.pages import OwnedPages
from hanse.web.owned.record import show_access, show_record
from hanse.web.policy import needs
from hanse.web.records.inline import inline_path

Handler = Callable[..., HttpResponseBase]
_FORM = require_http_methods(["GET", "HEAD", "POST"])
PATHS: list[tuple[str, Right, Callable[[Handler], Handler], Handler]] = [
    ("companies/", Right.VIEW, require_safe, edit.company_pick),
    ("options/<int:field_id>/", Right.WRITE, require_safe, edit.custom_options),
    ("new/", Right.WRITE, _FORM, edit.new),
    ("<int:pk>/access/", Right.VIEW, require_safe, show_access),
    ("<int:pk>/edit/", Right.WRITE, _FORM, edit.edit),
    ("<int:pk>/delete/", Right.WRITE, _FORM, edit.delete),
    ("<int:pk>/restore/", Right.WRITE, _FORM, edit.restore),
]


def owned_paths(pages: OwnedPages, *, record: Handler = show_record) -> list[URLPattern]:
    """Return the addresses of a room, those of its list first; `record` is a page of the room's own for one record."""
    own = [path(route, _view(pages, right, allows, handler)) for route, right, allows, handler in PATHS]
    one = path("<int:pk>/", _view(pages, Right.VIEW, require_safe, record))
    return [*list_paths(pages.list), one, inline_path(inline_of(pages)), *own]


def _view(pages: OwnedPages, right: Right, allows: Callable[[Handler], Handler], handler: Handler) -> Handler:
    def view(request, *args, **kwargs):
        return handler(request, pages, *args, **kwargs)

    return needs(right, pages.room.section)(allows(view))
