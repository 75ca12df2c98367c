"""The work of large changes that workers do."""

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from hanse.bulk import running
from hanse.bulk.models import Run
from hanse.foundation.errors import DomainError

KEEP = timedelta(days=7)


# Below zero: a mail never waits behind a long change.
@task(priority=-10)
def carry_on(run_id: int) -> str:
    """Do a large change, or what is left of it."""
    run = Run.objects.select_related("made_by__profile", "made_by__company").filter(pk=run_id).first()
    if run is None:
        return "gone"
    with translation.override(run.made_by.language), timezone.override(run.made_by.time_zone):
        try:
            running.carry_on(run)
        except DomainError as refusal:
            running.fail(run, refusal.message or _("It is not there any more."))
    return run.state


@task
def tidy_runs() -> int:
    """Forget large changes after a week; the journal keeps what they did."""
    return Run.objects.filter(finished_at__lt=timezone.now() - KEEP).delete()[0]
