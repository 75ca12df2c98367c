"""Where a person goes after signing in: back to a page of ours, never to another host."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, default: str = "/") -> str:
    """Return the `next` of the request when it is a path of this installation, else `default`."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    # No allowed hosts at all: only an address without any host passes.
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else default
