"""The pages, room by room."""

from django.urls import include, path

from hanse.web.health import healthz
from hanse.web.rooms import web_rooms
from hanse.web.source import source

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("source/", source),
    path("", include("hanse.web.accounts.urls")),
    *[path(room.url.lstrip("/"), include(room.urls)) for room in web_rooms()],
    path("files/", include("hanse.web.files.urls")),
    path("imports/", include("hanse.web.imports.urls")),
    path("palette/", include("hanse.web.palette.urls")),
    path("setup/", include("hanse.web.setup.urls")),
    path("", include("hanse.web.undo.urls")),
    path("gallery/", include("hanse.web.gallery.urls")),
    path("", include("hanse.web.home.urls")),
]
