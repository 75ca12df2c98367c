"""The work of imports and exports that workers do."""

from datetime import timedelta

from django.utils import timezone, translation
from django_tasks import task

from hanse.foundation.errors import DomainError
from hanse.imports import exports
from hanse.imports.actions import carry_on
from hanse.imports.models import CheckedPage, Export, Import, ImportPiece, Reject
from hanse.journal.actor import Actor, Door

# Undoing needs none of this: it lives on the journal.
KEEP_FILES = timedelta(days=30)
KEEP_EXPORTS = timedelta(days=7)


# Below zero: a mail never waits behind a long import.
@task(priority=-10)
def carry_on_import(file_id: int) -> str:
    """Check, run or undo an import, whichever its state says; run again after a crash it goes on where it stood."""
    file = Import.objects.filter(pk=file_id).first()
    return carry_on(file).state if file else "gone"


@task(priority=-10)
def write_export(export_id: int, door: str, request_id: str) -> str:
    """Write the file of an export."""
    export = (
        Export.objects.select_related("made_by__profile", "made_by__company").filter(pk=export_id).first()
    )
    if export is None or export.state != Export.State.WAITING:
        return "gone"
    user = export.made_by
    with translation.override(user.language), timezone.override(user.time_zone):
        try:
            exports.write_export(export, by=Actor(user, Door(door), request_id))
        except DomainError as refusal:
            Export.objects.filter(pk=export_id).update(state=Export.State.FAILED, message=refusal.message)
    return export.state


@task
def tidy_imports() -> int:
    """Forget the files of imports and what was noted about their rows after 30 days, exports after 7."""
    old = Import.objects.filter(created_at__lt=timezone.now() - KEEP_FILES).exclude(
        state__in=[Import.State.CHECKING, Import.State.RUNNING, Import.State.UNDOING]
    )
    with_content = list(old.filter(pieces__isnull=False).distinct().values_list("pk", flat=True)[:1000])
    for model in (ImportPiece, CheckedPage, Reject):
        model._default_manager.filter(file__in=with_content).delete()
    Export.objects.filter(created_at__lt=timezone.now() - KEEP_EXPORTS).delete()
    return len(with_content)
