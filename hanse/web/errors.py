"""The pages that say no."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hanse.files.errors import UploadRefused


def show_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing here; the same for what is hidden and for what never was."""
    return render(request, "errors/404.html", status=404)


def show_forbidden(request: HttpRequest, message: str = "") -> HttpResponse:
    """Say that this may be seen but not done, and whom to ask."""
    return render(request, "errors/403.html", {"message": message}, status=403)


def show_refused(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """Say why this cannot be done now."""
    return render(request, "errors/refused.html", {"message": message}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form came from an old or foreign page."""
    return render(request, "errors/csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request could not be understood, or why its files cannot be received."""
    if isinstance(exception, UploadRefused):
        if request.headers.get("HX-Request"):
            return HttpResponse(
                exception.message, status=exception.status, content_type="text/plain; charset=utf-8"
            )
        return show_refused(request, exception.message, exception.status)
    return render(request, "errors/400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault; needs neither database nor user."""
    return render(request, "errors/500.html", {"request_id": getattr(request, "id", "")}, status=500)
