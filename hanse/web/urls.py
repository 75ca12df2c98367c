"""The pages, room by room."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from hanse.web.health import healthz

ROOMS = [
    ("", "hanse.web.accounts.urls"),
    ("companies/", "hanse.web.companies.urls"),
    ("contacts/", "hanse.web.contacts.urls"),
    ("files/", "hanse.web.files.urls"),
    ("imports/", "hanse.web.imports.urls"),
    ("palette/", "hanse.web.palette.urls"),
    ("setup/", "hanse.web.setup.urls"),
    ("", "hanse.web.undo.urls"),
    ("gallery/", "hanse.web.gallery.urls"),
    ("", "hanse.web.home.urls"),
]


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
urlpatterns += [path(prefix, include(module)) for prefix, module in ROOMS if _exists(module)]
