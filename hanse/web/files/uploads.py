"""Files on their way to a record: from a plain form several at once, from the script one by one."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hanse.accounts.access import Right
from hanse.contacts.files import Home, add_file
from hanse.files.errors import CannotKeep, TooLarge
from hanse.foundation.errors import DomainError, Invalid
from hanse.setup.models import Section
from hanse.web.policy import needs
from hanse.web.request import actor
from hanse.web.shortcuts import done, failed, swaps

STATUS: dict[type[DomainError], int] = {Invalid: 422, TooLarge: 413, CannotKeep: 507}


@needs(Right.WRITE, Section.COMPANIES)
@require_POST
def company_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the files of the form to a company."""
    return _take(request, Home(company_id=pk), f"/companies/{pk}/?tab=files")


@needs(Right.WRITE, Section.CONTACTS)
@require_POST
def contact_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the files of the form to a contact."""
    return _take(request, Home(contact_id=pk), f"/contacts/{pk}/?tab=files")


def _take(request: HttpRequest, home: Home, tab: str) -> HttpResponse:
    home.editable(request.user)
    uploads = request.FILES.getlist("file")
    refusals = [(upload, refusal) for upload in uploads if (refusal := _refusal(request, home, upload))]
    if swaps(request):
        # The script sends one file, and shows the sentence beside it.
        if not uploads:
            return _sentence(_("Choose a file."), 422)
        return (
            _sentence(refusals[0][1].message, STATUS[type(refusals[0][1])])
            if refusals
            else HttpResponse(status=204)
        )
    added = len(uploads) - len(refusals)
    if added:
        done(request, ngettext("%s file was added.", "%s files were added.", added) % added)
    for upload, refusal in refusals:
        failed(request, f"{upload.name}: {refusal.message}")
    if not uploads:
        failed(request, _("Choose a file."))
    return redirect(tab)


def _refusal(request: HttpRequest, home: Home, upload: UploadedFile) -> DomainError | None:
    """Add one file; return what stands against it, or nothing."""
    try:
        add_file(home, {"name": upload.name or ""}, upload.chunks(), by=actor(request))
    except tuple(STATUS) as refusal:
        return refusal
    return None


def _sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
