"""Saved views on a list page: the tabs above it, what saving would do, and the pages that tend a view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hanse.accounts.access import pinned
from hanse.foundation.errors import Invalid, NotFound
from hanse.views.actions import (
    COLUMNS,
    FIELDS,
    create_view,
    delete_view,
    keep_view,
    may_change,
    shelf_of,
    update_view,
    values_of,
)
from hanse.views.models import SavedView
from hanse.web.lists.asking import ask
from hanse.web.lists.columns import column_words, has_chosen
from hanse.web.lists.page import ListPage
from hanse.web.lists.question import SAVED, Question
from hanse.web.records.declared import done_by, form_for, require_words
from hanse.web.records.posting import posted, posted_version
from hanse.web.request import actor
from hanse.web.shortcuts import done, show

# So many views stand beside "All"; the others are in the menu behind them.
TABS = 5
# More than these are nobody's to oversee; the address of a view works all the same.
MOST = 300
ALL = "all"
NAMING = tuple(field for field in FIELDS if field.name in {"name", "shared"})


@dataclass(frozen=True)
class Tab:
    """One view above the list."""

    url: str
    label: str
    current: bool
    mark: str = ""


@dataclass(frozen=True)
class Views:
    """The views of a list for one person, and how his question differs from the one that is open."""

    tabs: list[Tab]
    more: list[Tab]
    open: SavedView | None
    is_changed: bool
    may_change: bool
    is_pinned: bool
    is_default: bool
    new: str
    save: str
    reset: str


def saved_views(user: Any) -> list[SavedView]:
    """Return every view that `user` has, read once per request: tabs and sidebar show them."""
    rows = SavedView.objects.visible_to(user).select_related("owner")
    return pinned(user, "saved views", lambda: list(rows[:MOST]))


def pinned_views(user: Any) -> list[SavedView]:
    """Return the views in the sidebar of `user`; without any it costs no query."""
    wanted = shelf_of(user).pinned
    return [view for view in saved_views(user) if view.pk in wanted] if wanted else []


def read_views(user: Any, page: ListPage, question: Question) -> Views:
    """Return the tabs of a list, and what can be saved."""
    kept = [view for view in saved_views(user) if view.list == page.table.kind]
    now, shelf = question.get(SAVED), shelf_of(user)
    is_open = next((view for view in kept if str(view.pk) == now), None)
    tabs = [_tab(page, view, user, view is is_open) for view in _in_order(kept, user)]
    shown = _with_open(tabs)
    everything = f"{page.url}?{SAVED}={ALL}" if default_address(user, page) else page.url
    base = f"{page.url}views/"
    return Views(
        tabs=[Tab(everything, _("All"), is_open is None), *shown],
        more=[tab for tab in tabs if tab not in shown],
        open=is_open,
        is_changed=_essence(page, question.query) != _essence(page, is_open.query if is_open else {}),
        may_change=is_open is not None and may_change(user, is_open),
        is_pinned=is_open is not None and is_open.pk in shelf.pinned,
        is_default=is_open is not None and is_open.pk == shelf.opens.get(page.table.kind),
        new=question.address(path=f"{base}new/"),
        save=question.address(path=f"{base}{is_open.pk}/save/") if is_open else "",
        reset=view_address(page, is_open) if is_open else everything,
    )


def default_address(user: Any, page: ListPage) -> str:
    """Return where the list of `user` opens, empty where it opens with everything."""
    wanted = shelf_of(user).opens.get(page.table.kind)
    kept = saved_views(user) if wanted else []
    return next((view_address(page, view) for view in kept if view.pk == wanted), "")


def view_address(page: ListPage, view: SavedView) -> str:
    """Return the address of the list as a view asks for it."""
    return Question(page.url, view.query | {SAVED: [str(view.pk)]}, page.words_known()).address()


def show_view(request: HttpRequest, page: ListPage, pk: int) -> HttpResponse:
    """Go to the list as a view asks for it: the address that one sends to a colleague."""
    return redirect(view_address(page, _view(request, page, pk)))


def new_view(request: HttpRequest, page: ListPage) -> HttpResponse:
    """Show the form that gives the present question a name, and keep it."""
    question, problems = ask(request, page)
    if problems:
        raise Invalid(problems)
    form = _form(request, {"shared": "nobody"})
    raw = {"list": page.table.kind, "query": _to_keep(request, page, question)}
    if request.method == "POST" and done_by(form, lambda: create_view(form.typed() | raw, by=actor(request))):
        done(request, _("The view %s is saved.") % form.result)
        return redirect(view_address(page, form.result))
    context = {"action": question.address(path=f"{page.url}views/new/"), "cancel": question.address()}
    return _show_form(request, page, form, None, context)


def edit_view(request: HttpRequest, page: ListPage, pk: int) -> HttpResponse:
    """Show the form of a view, and rename or share it."""
    view = _view(request, page, pk)
    form = _form(request, values_of(view))
    version = posted_version(request)
    if request.method == "POST" and done_by(
        form, lambda: update_view(pk, form.typed(), by=actor(request), version=version)
    ):
        done(request, _("The view %s is saved.") % form.result)
        return redirect(view_address(page, form.result))
    context = {"action": f"{page.url}views/{pk}/edit/", "cancel": view_address(page, view)}
    return _show_form(request, page, form, view, context)


def save_into_view(request: HttpRequest, page: ListPage, pk: int) -> HttpResponse:
    """Let a view ask what the list shows now."""
    _view(request, page, pk)
    question, problems = ask(request, page)
    if problems:
        raise Invalid(problems)
    saved = update_view(pk, {"query": _to_keep(request, page, question)}, by=actor(request))
    done(request, _("The view %s is saved.") % saved)
    return redirect(view_address(page, saved))


def keep_a_view(request: HttpRequest, page: ListPage, pk: int) -> HttpResponse:
    """Pin a view to the sidebar, let the list open with it, or the other way round."""
    _view(request, page, pk)
    wanted = {name: request.POST[name] == "on" for name in ("pinned", "opens") if name in request.POST}
    view = keep_view(pk, by=actor(request), **wanted)
    return redirect(view_address(page, view))


def delete_a_view(request: HttpRequest, page: ListPage, pk: int) -> HttpResponse:
    """Delete a view; what it showed stays."""
    _view(request, page, pk)
    view = delete_view(pk, by=actor(request), version=posted_version(request))
    done(request, _("The view %s is deleted.") % view)
    return redirect(f"{page.url}?{SAVED}={ALL}")


def _view(request: HttpRequest, page: ListPage, pk: int) -> SavedView:
    view = SavedView.objects.get_visible(request.user, pk)
    if view.list != page.table.kind:
        raise NotFound
    return view


def _form(request: HttpRequest, initial: Mapping[str, Any]):
    shared = SavedView.Shared
    choices = [shared.NOBODY, shared.COLLEAGUES] if request.user.company_id else [shared.NOBODY]
    choices += [shared.EVERYONE] if request.user.is_superadmin or initial["shared"] == shared.EVERYONE else []
    labels = [(each.value, each.label) for each in choices]
    form = form_for(NAMING, posted(request), initial, choices={"shared": labels})
    require_words(form, "shared")
    return form


def _show_form(
    request: HttpRequest, page: ListPage, form: Any, view: SavedView | None, context: dict[str, Any]
) -> HttpResponse:
    context |= {
        "page": page,
        "words": page.words,
        "form": form,
        "view": view,
        "may_change": view is None or may_change(request.user, view),
    }
    return show(request, "lists/view_form.html", context, partial="form", status=422 if form.errors else 200)


def _to_keep(request: HttpRequest, page: ListPage, question: Question) -> dict[str, list[str]]:
    """The question as a view keeps it: with the columns that the person sees, when he has chosen any."""
    asked = question.lacks(SAVED)
    if COLUMNS not in asked and has_chosen(page, request.user):
        asked[COLUMNS] = [column_words(page, question, request.user)]
    return asked


def _essence(page: ListPage, query: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """A question without what makes no difference: the order of values, the usual sort, the place in the list."""
    return {
        name: sorted(values)
        for name, values in query.items()
        if name not in {SAVED, "cursor", "at", "count", "limit"}
        and not (name == "sort" and list(values) == [page.table.default_sort])
    }


def _tab(page: ListPage, view: SavedView, user: Any, is_open: bool) -> Tab:
    mark = "" if view.owner_id == user.pk else _("shared by %s") % view.owner
    return Tab(view_address(page, view), view.name, is_open, mark)


def _in_order(views: Sequence[SavedView], user: Any) -> list[SavedView]:
    """Pinned ones first, then one's own, then what others share."""
    first = set(shelf_of(user).pinned)
    return sorted(
        views, key=lambda view: (view.pk not in first, view.owner_id != user.pk, view.name.lower(), view.pk)
    )


def _with_open(tabs: list[Tab]) -> list[Tab]:
    """The first tabs; the open one takes the last place when it stands further behind."""
    shown = tabs[:TABS]
    behind = [tab for tab in tabs[TABS:] if tab.current]
    return [*shown[: TABS - 1], *behind] if behind else shown
