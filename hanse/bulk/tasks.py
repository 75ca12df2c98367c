"""The work of large changes that workers do."""

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import TaskContext, task

from hanse.bulk import running
from hanse.bulk.models import Run
from hanse.foundation.errors import DomainError
from hanse.jobs.leases import MOST_ATTEMPTS

KEEP = timedelta(days=7)


# Below zero: a mail never waits behind a long change.
@task(priority=-10, takes_context=True)
def carry_on(context: TaskContext, run_id: int) -> str:
    """Do a large change, or what is left of it; what fails is tried again by rule, and after the last time told."""
    run = Run.objects.select_related("made_by__profile", "made_by__company").filter(pk=run_id).first()
    if run is None:
        return "gone"
    with translation.override(run.made_by.language), timezone.override(run.made_by.time_zone):
        try:
            running.carry_on(run)
        except DomainError as refusal:
            running.fail(run, refusal.message or _("It is not there any more."))
        except Exception:
            if context.attempt >= MOST_ATTEMPTS:
                running.fail(run, _("The server made an error. What was changed can be undone."))
            raise
    return run.state


@task
def tidy_runs() -> int:
    """Forget large changes after a week; the journal keeps what they did."""
    return Run.objects.filter(finished_at__lt=timezone.now() - KEEP).delete()[0]
