"""Every address that a list has, from its one declaration."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.accounts.access import Right
from hanse.web.lists import bulk, columns, export, peek, saved, sums, views
from hanse.web.lists.page import ListPage
from hanse.web.policy import needs

Handler = Callable[..., HttpResponseBase]
_FORM = require_http_methods(["GET", "HEAD", "POST"])
PATHS: list[tuple[str, Callable[[Handler], Handler], Handler]] = [
    ("", require_safe, views.show_list),
    ("filters/", require_safe, views.show_filters),
    ("sums/", require_safe, sums.show_sums),
    ("columns/", _FORM, columns.show_columns),
    ("bulk/", _FORM, bulk.edit_selected),
    ("bulk/delete/", _FORM, bulk.delete_selected),
    ("bulk/export/", require_safe, bulk.export_selected),
    ("export/", _FORM, export.export_list),
    ("export/<int:pk>/", require_safe, export.show_export),
    ("export/<int:pk>/file/", require_safe, export.send_export),
    ("<int:pk>/peek/", require_safe, peek.show_peek),
    ("views/new/", _FORM, saved.new_view),
    ("views/<int:pk>/", require_safe, saved.show_view),
    ("views/<int:pk>/edit/", _FORM, saved.edit_view),
    ("views/<int:pk>/save/", require_POST, saved.save_into_view),
    ("views/<int:pk>/keep/", require_POST, saved.keep_a_view),
    ("views/<int:pk>/delete/", require_POST, saved.delete_a_view),
]


def list_paths(page: ListPage) -> list[URLPattern]:
    """Return the addresses of a list; whoever may view its section may enter each."""
    return [path(route, _view(page, allows, handler)) for route, allows, handler in PATHS]


def _view(page: ListPage, allows: Callable[[Handler], Handler], handler: Handler) -> Handler:
    def view(request, *args, **kwargs):
        return handler(request, page, *args, **kwargs)

    return needs(Right.VIEW, page.section)(allows(view))
