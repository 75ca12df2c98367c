"""The bare view that every page is compared with: no middleware, no database, no template."""

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse  # noqa: TID251  (a view of its own, for comparison)
from django.test.utils import override_settings
from django.urls import path


def hello(request):
    return HttpResponse("hello")


urlpatterns = [path("hello/", hello)]


def bare_application() -> WSGIHandler:
    """Return Django with nothing but the view."""

    class Bare(WSGIHandler):
        def get_response(self, request):
            request.urlconf = "bench.hello"
            return super().get_response(request)

    with override_settings(MIDDLEWARE=[]):
        return Bare()
