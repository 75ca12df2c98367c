"""Making, changing and deleting a contact."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hanse.accounts.access import Right
from hanse.companies.models import Company
from hanse.contacts.actions import create_contact, delete_contact, update_contact
from hanse.contacts.fields import FIELDS
from hanse.contacts.models import Contact
from hanse.foundation.errors import Forbidden, Invalid, Stale
from hanse.foundation.fields import clean_all
from hanse.setup.models import Section
from hanse.web.contacts.form import ContactForm, contact_form, form_values, raw_values
from hanse.web.policy import needs
from hanse.web.records.conflict import chosen_theirs, read_conflict
from hanse.web.records.posting import posted, posted_version
from hanse.web.request import actor
from hanse.web.shortcuts import done, show

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@needs(Right.WRITE, Section.CONTACTS)
@get_or_post
def contact_new(request: HttpRequest) -> HttpResponse:
    """Make a contact; `?company=` is where it starts."""
    company = _given_company(request)
    asked = contact_form(None, data=posted(request), company=company)
    if request.method != "POST":
        return _show_form(request, asked, back_to=company)
    try:
        contact = create_contact(raw_values(request.user, asked), by=actor(request))
    except Invalid as invalid:
        asked.form.refuse(invalid.problems)
        return _show_form(request, asked, status=422, back_to=company)
    except Forbidden as forbidden:
        # The company that was picked may be seen only: a matter of this field, not of the page.
        asked.form.add_error("company", forbidden.message)
        return _show_form(request, asked, status=422, back_to=company)
    done(request, _("%s was added.") % contact)
    return redirect(f"/contacts/{contact.pk}/")


@needs(Right.WRITE, Section.CONTACTS)
@get_or_post
def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a contact."""
    contact = Contact.objects.get_editable(request.user, pk)
    asked = contact_form(contact, data=posted(request))
    if request.method != "POST":
        return _show_form(request, asked)
    try:
        raw = raw_values(request.user, asked, leave=chosen_theirs(request.POST))
        saved = update_contact(pk, raw, by=actor(request), version=posted_version(request))
    except Stale:
        return _show_conflict(request, pk)
    except Invalid as invalid:
        asked.form.refuse(invalid.problems)
        return _show_form(request, asked, status=422, version=request.POST.get("version"))
    except Forbidden as forbidden:
        asked.form.add_error("company", forbidden.message)
        return _show_form(request, asked, status=422, version=request.POST.get("version"))
    done(request, _("%s was saved.") % saved)
    return redirect(f"/contacts/{pk}/")


@needs(Right.WRITE, Section.CONTACTS)
@get_or_post
def contact_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a contact after saying what goes along."""
    contact = Contact.objects.get_editable(request.user, pk)
    refusal = ""
    if request.method == "POST":
        try:
            delete_contact(pk, by=actor(request), version=posted_version(request))
        except Stale as stale:
            refusal = stale.message
        else:
            done(request, _("%s was deleted.") % contact)
            return redirect("/contacts/")
    context = {
        "contact": contact,
        "refusal": refusal,
        "activities": contact.activities.count(),
        "files": contact.files.count(),
    }
    return show(request, "contacts/delete.html", context, status=409 if refusal else 200)


def _show_form(
    request: HttpRequest,
    asked: ContactForm,
    *,
    status: int = 200,
    back_to: Company | None = None,
    **more: Any,
) -> HttpResponse:
    contact = asked.contact
    cancel = f"/companies/{back_to.pk}/?tab=contacts" if back_to else "/contacts/"
    context = {
        "asked": asked,
        "form": asked.form,
        "contact": contact,
        "version": more.pop("version", None) or (contact.version if contact else ""),
        "cancel": f"/contacts/{contact.pk}/" if contact else cancel,
        **more,
    }
    return show(request, "contacts/form.html", context, status=status)


def _show_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    user = request.user
    contact = Contact.objects.get_editable(user, pk)
    asked = contact_form(contact, data=request.POST)
    raw = raw_values(user, asked, leave=chosen_theirs(request.POST))
    yours, _problems = clean_all(FIELDS, raw, partial=True)
    conflict = read_conflict(
        user,
        kind="contact",
        record_id=pk,
        versions=contact.version - (posted_version(request) or 0),
        current=contact.values(),
        yours=yours,
        section=Section.CONTACTS,
    )
    merged = request.POST.copy()
    for name in conflict.taken:
        value = form_values(contact)[name]
        if value is False:
            merged.pop(name, None)
        else:
            merged[name] = value
    asked = contact_form(contact, data=merged)
    return _show_form(request, asked, status=412, version=contact.version, conflict=conflict)


def _given_company(request: HttpRequest) -> Company | None:
    """The company in the address, if the person may add contacts to it."""
    asked = request.GET.get("company", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    return Company.objects.get_editable(request.user, int(asked), section=Section.CONTACTS)
