"""The palette: what one may do and where one may go, asked for at every letter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from hanse.foundation.text import clean_line
from hanse.web.palette.answer import Asked, answer, read_page, read_recent
from hanse.web.policy import signed_in
from hanse.web.shortcuts import show, swaps

LONGEST = 200


@signed_in
@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """Return the lines for `?q=` typed on the page `?on=`; as a page of its own this is the search."""
    text = clean_line(request.GET.get("q", ""))[:LONGEST]
    if not swaps(request):
        return redirect(f"/search/?{urlencode({'q': text.lstrip('>#@ ')})}" if text else "/search/")
    user = request.user
    asked = Asked(
        text=text,
        page=read_page(user, request.GET.get("on", "")),
        recent=read_recent(request.GET.get("recent", "")),
        step=request.GET.get("step", ""),
    )
    groups = answer(user, asked)
    context = {"text": text, "groups": groups, "count": sum(len(group.lines) for group in groups)}
    return show(request, "palette/answer.html", context)
