"""Which door answers which path."""

from django.urls import include, path

urlpatterns = [
    path("", include("hanse.web.urls")),
]
