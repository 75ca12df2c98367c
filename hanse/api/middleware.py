"""Answers of Django itself below /api/ (unknown address, wrong method, defect) become problem documents too."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hanse.api.problems import CONTENT_TYPE, problem

PREFIX = "/api/"
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


class ProblemMiddleware:
    """Stands outside all others: whatever they say no with, a program gets JSON."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "HEAD" and request.path.startswith(PREFIX):
            # The same answer; the server keeps the body to itself.
            request.method = "GET"
        response = self.get_response(request)
        if not request.path.startswith(PREFIX) or response.status_code < 400:
            return response
        if response.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        told = problem(response.status_code, _detail(request, response.status_code))
        for name in KEPT:
            if name in response:
                told[name] = response[name]
        told["Content-Length"] = str(len(told.content))
        return told


def _detail(request: HttpRequest, status: int) -> str:
    if status == 404 and request.path.endswith("/"):
        return _("There is nothing here. Addresses of the API have no slash at the end.")
    if status == 404:
        return _("There is nothing here.")
    if status == 405:
        return _("%s is not known here.") % request.method
    return ""
