"""The addresses of /api/v1/."""

from django.urls import path, re_path

from hanse.api.docs import api_docs, nothing_here, openapi
from hanse.api.v1.api import api

operations = api.urls[0]

urlpatterns = [
    path("openapi.json", openapi, name="api-openapi"),
    path("docs", api_docs, name="api-docs"),
    *[pattern for pattern in operations if getattr(pattern, "name", "") != "api-root"],
    re_path(r"", nothing_here, name="api-nothing"),
]
