"""One file: its content, its name and description, its end and its return."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hanse.accounts.access import Right
from hanse.contacts.files import delete_file, describe_file, editable_file, restore_file, visible_file
from hanse.files.fields import FIELDS
from hanse.files.models import StoredFile
from hanse.files.serving import headers_of
from hanse.files.store import store
from hanse.foundation.errors import Refused
from hanse.setup.models import Section
from hanse.web.policy import needs
from hanse.web.records.declared import done_by, form_for
from hanse.web.records.posting import posted, posted_version
from hanse.web.request import actor
from hanse.web.shortcuts import done, failed, show


@needs(Right.VIEW, Section.CRM)
@require_safe
def file_content(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out a file to be saved, or with `?inline=1` to be shown where that is safe."""
    file = visible_file(request.user, pk)
    headers = headers_of(file, inline=request.GET.get("inline") == "1")
    return StreamingHttpResponse(store().read(file.key), headers=headers)


@needs(Right.WRITE, Section.CRM)
@require_http_methods(["GET", "HEAD", "POST"])
def file_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name and description of a file."""
    file = editable_file(request.user, pk)
    form = form_for(FIELDS, posted(request), {"name": file.name, "description": file.description})
    if request.method == "POST" and done_by(
        form,
        lambda: describe_file(pk, form.typed(), by=actor(request), version=posted_version(request)),
    ):
        done(request, _("%s was saved.") % form.result)
        return redirect(tab_of(file))
    context = {
        "file": file,
        "form": form,
        "version": request.POST.get("version") or file.version,
        "cancel": tab_of(file),
        "home": home_of(file),
    }
    return show(request, "files/edit.html", context, status=422 if form.errors else 200)


@needs(Right.WRITE, Section.CRM)
@require_POST
def file_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a file at once; the toast takes it back."""
    file = delete_file(pk, by=actor(request))
    done(request, _("%s was deleted.") % file, undo=f"/files/{pk}/restore/")
    return redirect(tab_of(file))


@needs(Right.WRITE, Section.CRM)
@require_POST
def file_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a deleted file back."""
    try:
        file = restore_file(pk, by=actor(request))
    except Refused as refused:
        failed(request, refused.message)
        return redirect("/")
    done(request, _("%s is back.") % file)
    return redirect(tab_of(file))


def tab_of(file: StoredFile) -> str:
    """Return the address of the tab that a file stands in."""
    return f"{home_of(file)}?tab=files"


def home_of(file: StoredFile) -> str:
    """Return the address of the record that a file belongs to."""
    return f"/contacts/{file.contact_id}/" if file.contact_id else f"/companies/{file.company_id}/"
