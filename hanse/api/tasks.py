"""What the API lets the worker do."""

import datetime

from django.utils import timezone
from django_tasks import task

from hanse.api.idempotency import KEPT
from hanse.api.models import IdempotencyKey

BATCH = 5000


@task()
def tidy_idempotency_keys() -> int:
    """Forget the answers that are old enough; return how many. Running it twice does nothing more."""
    edge = timezone.now() - KEPT - datetime.timedelta(minutes=5)
    # unscoped: the house's own upkeep
    old = IdempotencyKey.objects.order_by("id").filter(created_at__lt=edge)
    gone = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        gone += IdempotencyKey.objects.filter(pk__in=ids).delete()[0]  # unscoped: as above
    return gone
