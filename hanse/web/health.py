"""Says that pages are answered, and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hanse.web.policy import public


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer `ok`."""
    return HttpResponse("ok", content_type="text/plain")
