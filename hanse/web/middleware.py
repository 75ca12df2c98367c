"""What every request passes through: an id, the person with pinned rights, security headers, refusals in words."""

import logging
import re
import secrets
import uuid
import zoneinfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from hanse.accounts.access import pin
from hanse.foundation.errors import DomainError, Forbidden, NotFound, Refused
from hanse.web.errors import show_forbidden, show_not_found, show_refused

log = logging.getLogger("hanse.web")

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,36}")

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


class RequestIdMiddleware:
    """Give every request an id, its own or that of the proxy in front; the journal and the logs carry it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if _REQUEST_ID.fullmatch(given) else uuid.UUID(bytes=secrets.token_bytes(16)).hex
        response = self.get_response(request)
        response["X-Request-ID"] = request.id
        return response


class SecurityHeadersMiddleware:
    """Strict CSP without inline script or style on every answer that has not set its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", CSP)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store, private")
        return response


class PersonMiddleware:
    """Pin the person's rights for this request, and speak his language in his time zone; English to programs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            pin(user)
        language = _language(request)
        with translation.override(language), timezone.override(_zone(getattr(user, "time_zone", "UTC"))):
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


class ErrorMiddleware:
    """Turn a rule's refusal into its page; what is not to be known looks like what does not exist."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith("/api/") or not isinstance(error, DomainError):
            return None
        if isinstance(error, NotFound):
            return show_not_found(request)
        if isinstance(error, Forbidden):
            log.info("forbidden: %s %s", request.method, request.path, extra={"request_id": request.id})
            return show_forbidden(request, error.message)
        return show_refused(request, error.message, status=409 if isinstance(error, Refused) else 400)


def _language(request: HttpRequest) -> str:
    """The language of the person, of the browser in front of the door; programs are answered in English."""
    if request.path.startswith("/api/"):
        return "en"
    if request.user.is_authenticated:
        return request.user.language
    return translation.get_language_from_request(request)


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
