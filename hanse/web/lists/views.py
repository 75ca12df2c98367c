"""What every list page does: show a page of rows, show the form of its filters."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hanse.web.lists.asking import ask
from hanse.web.lists.filters import controls
from hanse.web.lists.listing import may_create, read_listing
from hanse.web.lists.page import ListPage
from hanse.web.lists.saved import default_address
from hanse.web.shortcuts import show, swaps

SEARCH_FORM = "list-search"


def show_list(request: HttpRequest, page: ListPage) -> HttpResponse:
    """Return a list page, or for htmx its region with the chips of the toolbar."""
    if not request.GET and not swaps(request) and (opens := default_address(request.user, page)):
        return redirect(opens)
    listing = read_listing(request, page)
    trigger = (request.htmx and request.htmx.trigger) or ""
    context = {
        "listing": listing,
        "page": page,
        "words": page.words,
        "may_create": may_create(request.user, page),
        "swap": swaps(request),
        "takes_focus": trigger.startswith(("filter-", "chip-")),
    }
    response = show(request, "lists/list.html", context, partial="answer")
    # The address without the empty words of a form; typing is one step of the history.
    if trigger == SEARCH_FORM:
        response["HX-Replace-Url"] = listing.question.address()
    elif trigger.startswith("filter-"):
        response["HX-Push-Url"] = listing.question.address()
    return response


def show_filters(request: HttpRequest, page: ListPage) -> HttpResponse:
    """Return the form of all filters, or with `?only=` of one: a page, and for htmx what a popover holds."""
    question, _problems = ask(request, page)
    only = request.GET.get("only", "")
    asked = controls(page, question, request.user, only)
    context = {
        "page": page,
        "words": page.words,
        "controls": [control for control in asked if control.kind != "date"],
        "days": [control for control in asked if control.kind == "date"],
        "carried": question.hidden(*(control.name for control in asked)),
        "cancel": question.address(),
        "prefix": f"filter-{only or 'all'}",
    }
    return show(request, "lists/filters.html", context, partial="form")
