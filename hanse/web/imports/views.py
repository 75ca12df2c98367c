"""Imports: the list, a new one, and how far one is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hanse.accounts.access import Right
from hanse.foundation.errors import DomainError, Forbidden
from hanse.foundation.exporting import csv_text
from hanse.foundation.paging import read_page
from hanse.imports.actions import AFTER_RUN, start_import
from hanse.imports.kinds import SOURCE_ID, ImportKind, all_kinds, kind_named
from hanse.imports.layout import Layout
from hanse.imports.models import Import
from hanse.imports.rejects import rejects_csv
from hanse.imports.summary import undo_summary
from hanse.setup.models import Section
from hanse.web.imports import showing
from hanse.web.imports.forms import UploadForm
from hanse.web.policy import needs
from hanse.web.request import actor
from hanse.web.shortcuts import show
from hanse.web.templatetags.hanse import figure

State = Import.State
CONFLICTS = 200
DOUBTS = 10


@needs(Right.WRITE, Section.CRM)
@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """Show the person's imports, newest first; a superadmin sees everybody's."""
    page = read_page(
        Import.objects.visible_to(request.user), sort="-id", limit=50, cursor=request.GET.get("cursor")
    )
    labels = {kind.name: kind.label for kind in all_kinds()}
    rows = [(each, labels.get(each.kind, each.kind)) for each in page.items]
    context = {"rows": rows, "page": page, "kinds": _kinds(request), "everybody": request.user.is_superadmin}
    return show(request, "imports/list.html", context)


@needs(Right.WRITE, Section.CRM)
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """Take a file."""
    kind = kind_named(request.GET.get("kind", "companies"))
    if not kind.may_import(request.user):
        raise Forbidden(_("You may not import %s.") % kind.label)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file = start_import(
                kind.name,
                upload.chunks(),
                upload.name,
                {"source": form.cleaned_data["source"]},
                by=actor(request),
            )
        except DomainError as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("imports:columns", file.pk)
    context = {"form": form, "kind": kind, "kinds": _kinds(request), "steps": showing.steps_of(None, "file")}
    context |= {"list_url": list_url(kind), "most": settings.UPLOAD_LIMIT // 1024 // 1024}
    return show(request, "imports/new.html", context, status=422 if form.errors else 200)


@needs(Right.WRITE, Section.CRM)
@require_safe
def import_sample(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """Return an empty file with the right columns."""
    declared = kind_named(kind)
    heads = [
        name for name in declared.own if name not in {"id", "installation", "billing_contact", "company_name"}
    ]
    labels = [str(target.label) for target in declared.targets() if target.name.startswith("custom.")]
    response = StreamingHttpResponse(
        csv_text([*heads, *labels], [], marked=True), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{declared.name}.csv"'
    return response


@needs(Right.VIEW, Section.CRM)
@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far an import is, or what came of it; before it runs, the step that it waits at."""
    file = Import.objects.get_visible(request.user, pk)
    if file.state in {State.NEW, State.CHECKED} and not request.htmx:
        return redirect("imports:columns" if file.state == State.NEW else "imports:check", file.pk)
    kind = kind_named(file.kind)
    context = {"file": file, "kind": kind, "list_url": list_url(kind)} | (
        _busy(file, kind) if file.is_busy else _result(file, kind)
    )
    response = show(request, "imports/detail.html", context, partial="state")
    if request.htmx and not file.is_busy:
        # What was watched has ended: the whole page tells it, steps included.
        response["HX-Redirect"] = request.path
    return response


@needs(Right.VIEW, Section.CRM)
@require_safe
def import_rejects(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Return the rows that were not taken as a file that can come in again."""
    file = Import.objects.get_visible(request.user, pk)
    response = StreamingHttpResponse(rejects_csv(file), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejects-{file.pk}.csv"'
    return response


def list_url(kind: ImportKind) -> str:
    """Return the address of the list that a kind fills."""
    return "/setup/users/" if kind.name == "users" else f"/{kind.name}/"


def _kinds(request: HttpRequest) -> list[ImportKind]:
    return [kind for kind in all_kinds() if kind.may_import(request.user)]


def _busy(file: Import, kind: ImportKind) -> dict:
    titles: dict[str, str] = {
        State.CHECKING: _("Checking %s rows"),
        State.RUNNING: _("Importing %s rows"),
        State.UNDOING: _("Undoing the import of %s rows"),
    }
    return {
        "title": titles[file.state] % figure(file.rows),
        "is_silent": file.is_silent,
        "steps": showing.steps_of(file, "check" if file.state == State.CHECKING else "run"),
    }


def _result(file: Import, kind: ImportKind) -> dict:
    undone = undo_summary(file)
    doubts = sorted(file.doubts.items(), key=lambda pair: -pair[1][0])[:DOUBTS]
    return {
        "steps": showing.steps_of(file, "result"),
        "stats": showing.stats_of(file),
        "imported": showing.noun(kind, file.created + file.updated),
        "besides": [(word, count) for word, count in file.also.items() if count],
        "doubts": [(message, count, first) for message, (count, first) in doubts],
        "unmapped": Layout.stored(file.layout).unmapped,
        "has_source_ids": SOURCE_ID in Layout.stored(file.layout).targets,
        "may_undo": file.state in AFTER_RUN
        and (file.state != State.UNDONE or undone["conflicts"])
        and file.started_at,
        "conflicts": undone["conflicts"][:CONFLICTS],
        "conflict_count": len(undone["conflicts"]),
        "has_rejects": file.rejects.exists(),
    }
