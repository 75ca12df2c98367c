"""The work of companies that workers do."""

from django.utils import translation
from django_tasks import task

from hanse.companies.actions import update_company
from hanse.companies.models import LongChange
from hanse.companies.moving import Telling, telling_of
from hanse.companies.staff import save_user
from hanse.foundation.errors import DomainError, NotFound
from hanse.foundation.transactions import in_one_transaction
from hanse.journal.actor import Actor, Door


# Below zero: a mail never waits behind a long move.
@task(priority=-10)
def carry_out(change_id: int) -> str:
    """Do a change that takes thousands of companies along; run again after a crash it starts anew, nothing was kept."""
    people = ("by__profile", "by__company", "company", "user")
    change = LongChange.objects.select_related(*people).filter(pk=change_id).first()
    if change is None:
        return "gone"
    with translation.override(change.by.language if change.by else None), telling_of(change) as tell:
        try:
            _do(change, tell)
        except NotFound:
            change.delete()
            return "gone"
        except DomainError as refusal:
            LongChange.objects.filter(pk=change.pk).update(message=refusal.message, done=0)
            return "refused"
    return "done"


@in_one_transaction
def _do(change: LongChange, tell: Telling) -> None:
    by = Actor(change.by, Door(change.door), change.request_id, takes_back=change.takes_back)
    if change.company:
        # Whoever asked has confirmed the loss of sight, and was allowed to return.
        update_company(
            change.company.pk,
            change.values,
            by=by,
            lose_sight=True,
            returning=change.takes_back,
            telling=tell,
        )
    else:
        save_user(change.values, by=by, user=change.user, telling=tell)
    LongChange.objects.filter(pk=change.pk).delete()
