"""The work of imports and exports that workers do."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from hanse.imports.actions import carry_on
from hanse.imports.models import CheckedPage, Export, Import, ImportPiece, Reject

# Undoing needs none of this: it lives on the journal.
KEEP_FILES = timedelta(days=30)
KEEP_EXPORTS = timedelta(days=7)


# Below zero: a mail never waits behind a long import.
@task(priority=-10)
def carry_on_import(file_id: int) -> str:
    """Check, run or undo an import, whichever its state says; run again after a crash it goes on where it stood."""
    file = Import.objects.filter(pk=file_id).first()
    return carry_on(file).state if file else "gone"


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
