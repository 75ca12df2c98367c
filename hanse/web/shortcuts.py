"""Showing a page or its fragment, and saying that something was done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


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


def done(request: HttpRequest, sentence: str, *, undo: str = "") -> None:
    """Show `sentence` as a toast on the next page; `undo` is the URL that takes it back by POST."""
    messages.success(request, sentence, extra_tags=undo)


def failed(request: HttpRequest, sentence: str) -> None:
    """Show `sentence` as a failure on the next page."""
    messages.error(request, sentence)
