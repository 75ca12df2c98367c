"""Which door answers which path."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("hanse.api.urls")),
    path("", include("hanse.web.urls")),
]
handler400 = "hanse.web.errors.bad_request"
handler403 = "hanse.web.errors.show_forbidden"
handler404 = "hanse.web.errors.show_not_found"
handler500 = "hanse.web.errors.server_error"
