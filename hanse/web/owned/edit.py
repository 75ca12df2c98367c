"""Making, changing and deleting a record that belongs to a company, and putting earlier values of it back."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hanse.companies.models import Company
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Stale
from hanse.foundation.fields import clean_all
from hanse.journal.actor import Actor
from hanse.web.companies.pick import show_companies
from hanse.web.owned.form import OwnedForm, custom_fields, form_values, owned_form, raw_values
from hanse.web.owned.pages import OwnedPages
from hanse.web.records import custom
from hanse.web.records.conflict import chosen_theirs, read_conflict
from hanse.web.records.posting import posted, posted_version
from hanse.web.records.restore import Restorable, restore_page
from hanse.web.request import actor
from hanse.web.shortcuts import done, show


def new(request: HttpRequest, pages: OwnedPages) -> HttpResponse:
    """Make a record; `?company=` is where it starts."""
    company = _given_company(request, pages)
    cancel = f"/companies/{company.pk}/?tab={pages.room.name}" if company else pages.list.url
    asked = owned_form(pages, None, data=posted(request), company=company)
    if request.method != "POST":
        return _show_form(request, asked, cancel=cancel)
    try:
        record = pages.room.create(raw_values(request.user, asked), by=actor(request))
    except (Invalid, Forbidden) as refusal:
        return _refused(request, asked, refusal, cancel=cancel)
    done(request, _("%s was added.") % record + pages.welcome(request, record))
    return redirect(pages.address(record))


def edit(request: HttpRequest, pages: OwnedPages, pk: int) -> HttpResponse:
    """Change a record."""
    asked = owned_form(pages, pages.editable(request, pk), data=posted(request))
    if request.method != "POST":
        return _show_form(request, asked)
    try:
        raw = raw_values(request.user, asked, leave=chosen_theirs(request.POST))
        saved = pages.room.update(pk, raw, by=actor(request), version=posted_version(request))
    except Stale:
        return _show_conflict(request, pages, pk)
    except (Invalid, Forbidden) as refusal:
        return _refused(request, asked, refusal, version=request.POST.get("version"))
    done(request, _("%s was saved.") % saved)
    return redirect(pages.address(saved))


def delete(request: HttpRequest, pages: OwnedPages, pk: int) -> HttpResponse:
    """Delete a record after saying what goes along."""
    record = pages.editable(request, pk)
    refusal = ""
    if request.method == "POST":
        try:
            pages.room.delete(pk, by=actor(request), version=posted_version(request))
        except Stale as stale:
            refusal = stale.message
        else:
            done(request, _("%s was deleted.") % record)
            return redirect(pages.list.url)
    context = {"refusal": refusal} | pages.farewell(record)
    return pages.show(request, "delete", record, context, status=409 if refusal else 200)


def restore(request: HttpRequest, pages: OwnedPages, pk: int) -> HttpResponse:
    """Show what a record was after a change, and put it back."""
    room = pages.room

    def change(pk: int, raw: Mapping[str, Any], *, by: Actor, version: int | None, lose_sight: bool) -> Any:
        return room.update(pk, raw, by=by, version=version)

    record = pages.editable(request, pk)
    return restore_page(
        request, Restorable(room.kind, room.section, pages.list.url, room.values, change), record
    )


def company_pick(request: HttpRequest, pages: OwnedPages) -> HttpResponse:
    """Suggest companies whose records the person may see."""
    return show_companies(request, section=pages.room.section)


def custom_options(request: HttpRequest, pages: OwnedPages, field_id: int) -> HttpResponse:
    """
    Return the options of a dependent choice that fit what is chosen above it.

    :raises NotFound: for a field that there is not.
    """
    fields = custom_fields(pages)
    wanted = next((each for each in fields if each.pk == field_id), None)
    if wanted is None:
        raise NotFound
    chosen = {name: request.GET[name] for name in request.GET if name.startswith(custom.PREFIX)}
    context = {
        "options": custom.fitting_options(fields, wanted, chosen),
        "chosen": chosen.get(f"{custom.PREFIX}{field_id}", ""),
    }
    return show(request, "records/options.html", context)


def _refused(
    request: HttpRequest, asked: OwnedForm, refusal: Invalid | Forbidden, **more: Any
) -> HttpResponse:
    if isinstance(refusal, Invalid):
        asked.form.refuse(refusal.problems)
    else:
        # The company that was picked may be seen only: a matter of this field, not of the page.
        asked.form.add_error("company", refusal.message)
    return _show_form(request, asked, status=422, **more)


def _show_form(request: HttpRequest, asked: OwnedForm, *, status: int = 200, **more: Any) -> HttpResponse:
    record, pages = asked.record, asked.pages
    context = {
        "asked": asked,
        "form": asked.form,
        "version": more.pop("version", None) or (record.version if record else ""),
        "cancel": pages.address(record) if record else "",
        **more,
    }
    return pages.show(request, "form", record, context, status=status)


def _show_conflict(request: HttpRequest, pages: OwnedPages, pk: int) -> HttpResponse:
    user, room = request.user, pages.room
    record = pages.editable(request, pk)
    asked = owned_form(pages, record, data=request.POST)
    raw = raw_values(user, asked, leave=chosen_theirs(request.POST))
    yours, _problems = clean_all(room.fields, raw, partial=True)
    conflict = read_conflict(
        user,
        kind=room.kind,
        record_id=pk,
        versions=record.version - (posted_version(request) or 0),
        current=room.values(record),
        yours=yours,
        section=room.section,
    )
    merged, now = request.POST.copy(), form_values(pages, record)
    for name in conflict.taken:
        value = now.get(name, "")
        if value is False:
            merged.pop(name, None)
        else:
            merged[name] = value
    asked = owned_form(pages, record, data=merged)
    return _show_form(request, asked, status=412, version=record.version, conflict=conflict)


def _given_company(request: HttpRequest, pages: OwnedPages) -> Company | None:
    """The company in the address, if the person may add records to it."""
    asked = request.GET.get("company", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    return Company.objects.get_editable(request.user, int(asked), section=pages.room.section)
