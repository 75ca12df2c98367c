"""
Changes that take thousands of companies along: a large tree moves, a user who owns much changes his company.

They are checked when somebody asks for them and done by a worker, in one transaction: nobody sees half of it. Meanwhile a
`LongChange` tells how far it is, and afterwards why it was refused, if it was.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from hanse.companies.models import Company, LongChange
from hanse.companies.rules import below
from hanse.foundation.errors import Refused
from hanse.journal.actor import Actor

# So many companies follow within a request; more would keep a person waiting for more than two seconds.
MOST_AT_ONCE = 10_000

# Told how many companies have followed so far.
Telling = Callable[[int], object]


def below_of(prefix: str) -> QuerySet[Company]:
    """Return the companies whose paths begin with `prefix`."""
    least, most = below(prefix)
    return Company.objects.filter(path__gte=least, path__lt=most)


def are_many(rows: QuerySet[Company]) -> bool:
    """Tell whether `rows` are too many to follow within a request."""
    return len(rows.order_by().values_list("pk")[: MOST_AT_ONCE + 1]) > MOST_AT_ONCE


def postpone(rows: QuerySet[Company], values: Mapping[str, Any], *, by: Actor, **of: Any) -> None:
    """
    Have a worker do a change that `rows` follow, `of` (company=… or user=…) one record; part of the caller's transaction.

    :raises Refused: while another one of that record is not done.
    """
    waiting = LongChange.objects.select_for_update().filter(**of).first()
    if waiting and not waiting.message:
        raise Refused(_("It is being moved already; wait until that is done."))
    LongChange.objects.filter(**of).delete()
    change = LongChange.objects.create(
        **of,
        values=dict(values),
        by=by.user,
        door=by.door.value,
        request_id=by.request_id,
        takes_back=by.takes_back,
        rows=rows.count(),
    )
    # By name, because the task stands on the actions that ask for it.
    import_string("hanse.companies.tasks.carry_out").enqueue(change.pk)


def waiting(*, by: Actor, **of: Any) -> LongChange | None:
    """Return what `postpone` took on for this very step."""
    return LongChange.objects.filter(request_id=by.request_id, message="", **of).first()


def refusal_for(user, change: LongChange) -> str:
    """Return why a change was refused, for the one who asked and for superadmins: it may name what others cannot see."""
    return change.message if user.is_superadmin or user.pk == change.by_id else ""


def drop_refused(**of: Any) -> None:
    """Forget a change that was refused."""
    LongChange.objects.filter(**of).exclude(message="").delete()


@contextmanager
def telling_of(change: LongChange) -> Iterator[Telling]:
    """
    Yield what notes how far a change is, on a connection of its own, since nobody sees into the transaction.

    SQLite has one writer at a time, which is that transaction; there a hundred thousand companies take two seconds.
    """
    if connection.vendor == "sqlite":
        yield lambda done: None
        return
    beside = connection.copy()

    def tell(done: int) -> None:
        with beside.cursor() as cursor:
            cursor.execute("UPDATE companies_longchange SET done = %s WHERE id = %s", [done, change.pk])

    try:
        yield tell
    finally:
        beside.close()
