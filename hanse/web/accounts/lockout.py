"""What somebody sees who guessed too often: when to try again. Others sign in as ever."""

import math

from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict | None) -> HttpResponse:
    """Answer 429 with the minutes that are left for this name from this address; called by django-axes."""
    attempts = AccessAttempt.objects.filter(  # unscoped: attempts belong to nobody
        username=get_client_username(request, credentials), ip_address=request.META.get("REMOTE_ADDR")
    )
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    left = (last + get_cool_off(request) - timezone.now()).total_seconds()
    seconds = max(1, math.ceil(left))
    answer = render(request, "accounts/locked.html", {"minutes": math.ceil(seconds / 60)}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer
