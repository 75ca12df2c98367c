"""
Who may enter a view at all. Every view carries exactly one of these policies; a test walks the URLs and demands it.

What one may do with a record is asked of the record's queryset; here only doors are opened.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from hanse.accounts.access import Right, access_of
from hanse.foundation.errors import Forbidden, NotFound

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Let everyone in, signed in or not."""
    view.policy = "public"
    return view


def signed_in(view: View) -> View:
    """Let every signed-in person in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs):
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        return view(request, *args, **kwargs)

    guarded.policy = "signed_in"
    return guarded


def superadmin(view: View) -> View:
    """Let superadmins in; for everybody else the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs):
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        if not access_of(request.user).is_superadmin:
            raise NotFound
        return view(request, *args, **kwargs)

    guarded.policy = "superadmin"
    return guarded


def needs(right: Right, section: str) -> Callable[[View], View]:
    """
    Let people with `right` in `section` in.

    Without the right to view, or while the section is hidden, the page does not exist (rule A2); a reader who asks for
    a page that writes is told that he may not.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs):
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            access = access_of(request.user)
            if not access.may(Right.VIEW, section):
                raise NotFound
            if not access.may(right, section):
                raise Forbidden
            return view(request, *args, **kwargs)

        guarded.policy = f"{right}:{section}"
        return guarded

    return decorate


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if getattr(request, "htmx", False):
        # A fragment cannot show a sign-in page in its place: let the whole page go there and come back.
        response = HttpResponse(status=204)
        response["HX-Redirect"] = redirect_to_login(request.htmx.current_url_abs_path or "/").url
        return response
    return redirect_to_login(_to_come_back_to(request))


def _to_come_back_to(request: HttpRequest) -> str:
    """What was posted cannot be posted again after signing in: come back to the page that it was posted from."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return urlsplit(request.headers.get("Referer", "")).path or "/"
