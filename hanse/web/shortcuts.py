"""Showing a page or its fragment, and saying that something was done."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from hanse.journal.undoing import can_undo
from hanse.web.request import actor


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, partial: str = "", status: int = 200
) -> HttpResponse:
    """Return the whole page, or only its named partial when htmx asks for a swap."""
    name = f"{template}#{partial}" if partial and swaps(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def swaps(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a part of the page that is there, and not for a page."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def done(request: HttpRequest, sentence: str, *, undo: str | None = None) -> None:
    """
    Show `sentence` as a toast on the next page, with Undo for all that this request changed and that has a way back.

    `undo` is another URL that takes it back by POST; "" offers none.
    """
    messages.success(request, sentence, extra_tags=_undo_address(request) if undo is None else undo)


def failed(request: HttpRequest, sentence: str) -> None:
    """Show `sentence` as a failure on the next page."""
    messages.error(request, sentence)


def came_from(request: HttpRequest) -> str:
    """Return the page of ours that the form stood on, else home."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return "/"
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


def _undo_address(request: HttpRequest) -> str:
    if not request.user.is_authenticated or not can_undo(request.id, by=actor(request)):
        return ""
    return f"/undo/{request.id}/"
