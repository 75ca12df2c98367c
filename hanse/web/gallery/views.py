"""Every component in every tone and state on one page, and sample pages made of them: for eyes and browser tests."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hanse.foundation.errors import NotFound
from hanse.web.gallery import samples
from hanse.web.policy import public

PAGES = {"list", "record", "form", "wizard", "settings", "bare"}


@public
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components."""
    _only_in_debug()
    return _page(request, "components")


@public
@require_safe
def sample(request: HttpRequest, page: str) -> HttpResponse:
    """Show a page as the rooms would build it."""
    _only_in_debug()
    if page not in PAGES:
        raise NotFound
    return _page(request, page)


def _page(request: HttpRequest, page: str) -> HttpResponse:
    if page in {"components", "bare"}:
        messages.success(request, "3 companies now belong to Jonas Petersen", extra_tags="/gallery/")
        messages.error(request, "Not sent: the mail server refused the address")
    return render(request, f"gallery/{page}.html", samples.everything())


def _only_in_debug() -> None:
    if not settings.DEBUG:
        raise NotFound
