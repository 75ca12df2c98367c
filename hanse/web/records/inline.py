"""
One field of a record, changed where it stands: among the facts of its page, or in a cell of its list (`?in=cell`).

A room declares once how its form is made and its facts are read; every field of it can be changed in place then, by the
room's own update action. Fields whose change is asked about first (`ListPage.asks`) lead to the full form.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hanse.accounts.access import Right, access_of
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Stale
from hanse.foundation.fields import clean_all
from hanse.web.lists.cells import Reader, cell
from hanse.web.lists.columns import offered
from hanse.web.lists.page import ListPage
from hanse.web.policy import needs
from hanse.web.records import custom
from hanse.web.records.conflict import Clash, Conflict, read_conflict
from hanse.web.records.facts import Fact
from hanse.web.records.posting import posted, posted_version
from hanse.web.request import actor
from hanse.web.shortcuts import done, show, swaps

ROUTE = "<int:pk>/field/<str:name>/"


@dataclass(frozen=True)
class Inline:
    """
    How the records of one room are changed field by field.

    `rows()` reads what form, facts and cells need; `form(user, record, data)` is the form of a record, and
    `typed(user, form)` what was typed into it, fit for the action. `facts(user, record)` are those of its page, and
    `head(request, record)` the part of the page that names it, to be swapped out of band.
    """

    page: ListPage
    rows: Callable[[], Any]
    form: Callable[[Any, Any, Mapping | None], Any]
    typed: Callable[[Any, Any], dict[str, Any]]
    facts: Callable[[Any, Any], Iterable[Fact]]
    head: Callable[[HttpRequest, Any], str]

    def cell(self, user: Any, record: Any, name: str) -> SafeString | str:
        """
        Return what the cell of a list shows.

        :raises NotFound: for a field that is not changed in a cell.
        """
        column = offered(self.page).get(name)
        if column is None or not self.page.is_editable(name):
            raise NotFound
        return cell(column, record, Reader(access_of(user), self.page.url, self.page.are_people))

    def fact(self, user: Any, record: Any, name: str) -> Fact:
        """
        Return one of the facts of the page.

        :raises NotFound: when the page has none of this name.
        """
        found = next((each for each in self.facts(user, record) if each.name == name), None)
        if found is None:
            raise NotFound
        return found


def inline_path(inline: Inline) -> URLPattern:
    """Return the address at which one field of a record is changed."""

    def view(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
        return edit_field(request, inline, pk, name)

    allowed = require_http_methods(["GET", "HEAD", "POST"])(view)
    return path(ROUTE, needs(Right.WRITE, inline.page.section)(allowed))


def edit_field(request: HttpRequest, inline: Inline, pk: int, name: str) -> HttpResponse:
    """Show a small form of one field, save it, or give back what stands there (`?kept=1`)."""
    user: Any = request.user
    record = inline.rows().get_editable(user, pk)
    asked = _ask(inline, user, record, name, posted(request))
    if not swaps(request):
        return redirect(f"{inline.page.url}{pk}/edit/#f-{name}")
    if name in inline.page.asks:
        return _to_full_form(inline, pk, name)
    if "kept" in request.GET:
        return _show_value(request, inline, record, name)
    if request.method != "POST":
        return _show_form(request, inline, record, name, asked)
    return _save(request, inline, record, name, asked)


def _save(request: HttpRequest, inline: Inline, record: Any, name: str, asked: Any) -> HttpResponse:
    user: Any = request.user
    version = posted_version(request)
    try:
        raw = inline.typed(user, asked)
        try:
            saved = inline.page.room.update(record.pk, raw, by=actor(request), version=version)
        except Stale:
            record = inline.rows().get_editable(user, record.pk)
            conflict = _conflict(inline, user, record, raw, version or 0)
            if clash := _clash(conflict, name):
                told = {"clash": clash, "conflict": conflict}
                return _show_form(request, inline, record, name, asked, status=409, **told)
            # What the other one changed are other fields.
            version = record.version
            saved = inline.page.room.update(record.pk, raw, by=actor(request), version=version)
    except Invalid as invalid:
        asked.form.refuse(invalid.problems)
    except Forbidden as forbidden:
        # The record that was picked may be seen only: a matter of this field.
        asked.form.add_error(name, forbidden.message)
    else:
        return _show_value(request, inline, saved, name, is_new=saved.version != (version or record.version))
    return _show_form(request, inline, record, name, asked, status=422)


def _ask(inline: Inline, user: Any, record: Any, name: str, data: Mapping | None) -> Any:
    """Return the form of a record with one field left."""
    asked = inline.form(user, record, data)
    form = asked.form
    if name not in form.fields:
        raise NotFound
    custom.stand_alone(form, name, getattr(asked, "custom", ()))
    form.fields = {name: form.fields[name]}
    # The same field of several rows may be open.
    form.auto_id = f"in-{record.pk}-%s"
    return asked


def _conflict(inline: Inline, user: Any, record: Any, raw: Mapping[str, Any], version: int) -> Conflict:
    room = inline.page.room
    yours, _problems = clean_all(room.fields, raw, partial=True)
    return read_conflict(
        user,
        kind=room.kind,
        record_id=record.pk,
        versions=record.version - version,
        current=room.values(record),
        yours=yours,
        section=room.section,
    )


def _clash(conflict: Conflict, name: str) -> Clash | None:
    return next((each for each in conflict.clashes if each.name == name and each.is_mine_too), None)


def _show_form(
    request: HttpRequest,
    inline: Inline,
    record: Any,
    name: str,
    asked: Any,
    *,
    status: int = 200,
    **told: Any,
) -> HttpResponse:
    in_cell = _in_cell(request)
    address = f"{inline.page.url}{record.pk}/"
    own = f"{address}field/{name}/{'?in=cell' if in_cell else ''}"
    context = {
        "form": asked.form,
        "field": asked.form[name],
        "held": inline.cell(request.user, record, name) if in_cell else "",
        "version": record.version if told or request.method != "POST" else request.POST.get("version", ""),
        "action": own,
        "kept": f"{own}{'&' if in_cell else '?'}kept=1",
        "address": address,
        **told,
    }
    return show(request, "records/inline_form.html", context, status=status)


def _show_value(
    request: HttpRequest, inline: Inline, record: Any, name: str, *, is_new: bool = False
) -> HttpResponse:
    user: Any = request.user
    if is_new:
        record = inline.rows().get_visible(user, record.pk)
        done(request, _("%s was saved.") % record)
    context: dict[str, Any] = {"is_new": is_new, "address": f"{inline.page.url}{record.pk}/"}
    if _in_cell(request):
        context["cell"] = inline.cell(user, record, name)
    else:
        context |= {"fact": inline.fact(user, record, name), "record": record}
        context["head"] = inline.head(request, record) if is_new else ""
    return show(request, "records/inline_value.html", context)


def _to_full_form(inline: Inline, pk: int, name: str) -> HttpResponse:
    response = HttpResponse(status=204)
    response["HX-Redirect"] = f"{inline.page.url}{pk}/edit/#f-{name}"
    return response


def _in_cell(request: HttpRequest) -> bool:
    return request.GET.get("in") == "cell"
