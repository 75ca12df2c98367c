"""Searching everything at once."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hanse.web.policy import signed_in
from hanse.web.search.finding import find
from hanse.web.shortcuts import show


@signed_in
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what `?q=` finds, or for htmx only the results."""
    text = request.GET.get("q", "").strip()
    context = {"text": text, "groups": find(request.user, text)}
    return show(request, "search/search.html", context, partial="results")
