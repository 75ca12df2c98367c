"""Changes of more records than a person waits for: a worker does them in chunks, each committed with its journal."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from hanse.bulk.many import Many, Wanted, change_these, ids_to_change
from hanse.bulk.models import Run
from hanse.bulk.undoing import take_back_most, undoable_rows
from hanse.foundation.errors import NotFound, Refused
from hanse.foundation.rooms import room_named
from hanse.foundation.transactions import in_one_transaction
from hanse.journal.actor import Actor, Door
from hanse.journal.undoing import mark_undone

CHUNK = 500
# So many different reasons are told apart; the rest are counted together.
NAMED = 20


def many_of(room: str) -> Many:
    """
    Return how a room changes many of its records.

    :raises NotFound: where it does not.
    """
    many = room_named(room).many
    if many is None:
        raise NotFound
    return many


def wanted_of(many: Many, verb: str, field: str, value: Any, by: Actor) -> Wanted:
    """Return what a verb wants; raises as the room's `wanted`."""
    return many.deleting(by) if verb == Run.Verb.DELETE else many.wanted(field, value, by)


@in_one_transaction
def begin_change(
    room: str, rows: Any, verb: str, field: str = "", value: Any = None, *, by: Actor, back: str
) -> Run:
    """Have a worker change all `rows` that the person may change."""
    ids = ids_to_change(rows, wanted_of(many_of(room), verb, field, value, by), by=by)
    return _begin(verb, ids, by, room=room, field=field, value=value, back=back, step=by.request_id)


@in_one_transaction
def begin_undo(step: str, *, by: Actor, back: str) -> Run:
    """
    Have a worker take back a step that is too long to wait for: what was changed since stays, and is told.

    :raises NotFound, Refused: as `undo`.
    :raises Refused: while the step goes on.
    """
    if is_going_on(step, by=by):
        raise Refused(_("This change is still going on. Undo it when it is done."))
    ids = undoable_rows(step, by)
    mark_undone(step, by)
    return _begin(Run.Verb.UNDO, ids, by, back=back, step=by.request_id)


def is_going_on(step: str, *, by: Actor) -> bool:
    """Tell whether a worker is still at a step."""
    return Run.objects.filter(step=step, made_by=by.user, state=Run.State.RUNNING).exists()


def _begin(verb: str, ids: Sequence[int], by: Actor, **about: Any) -> Run:
    run = Run.objects.create(verb=verb, ids=ids, total=len(ids), made_by=by.user, **about)
    # By name, because the task stands on this module.
    import_string("hanse.bulk.tasks.carry_on").enqueue(run.pk)
    return run


def carry_on(run: Run) -> None:
    """Do what is left of a run; begun again after a crash it goes on behind the last committed chunk."""
    by = Actor(run.made_by, Door.WEB, run.step)
    while run.state == Run.State.RUNNING:
        _next_chunk(run, by)


@in_one_transaction
def _next_chunk(run: Run, by: Actor) -> None:
    """Do one chunk; the row is held, so that no second worker does the same."""
    run.refresh_from_db(from_queryset=Run.objects.select_for_update())
    if run.state != Run.State.RUNNING:
        return
    chunk = run.ids[run.done : run.done + CHUNK]
    if chunk:
        told = _do(run, chunk, by)
        run.changed += told.pop("", 0)
        run.refused = _added(run.refused, told)
        run.done += len(chunk)
    if run.done >= run.total:
        run.state, run.finished_at, run.ids = Run.State.DONE, timezone.now(), []
    run.save()


def _do(run: Run, chunk: Sequence[int], by: Actor) -> Counter:
    if run.verb == Run.Verb.UNDO:
        return take_back_most(chunk, by)
    many = many_of(run.room)
    return change_these(many, chunk, wanted_of(many, run.verb, run.field, run.value, by), by=by)


def _added(told: dict[str, int], more: Counter) -> dict[str, int]:
    for why, count in more.items():
        word = why if why in told or len(told) < NAMED else _("Others stayed as they are.")
        told[word] = told.get(word, 0) + count
    return told


def fail(run: Run, message: str) -> None:
    """Note that a run stopped; what it changed is told and can be undone."""
    with transaction.atomic():
        Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(
            state=Run.State.FAILED, message=message, finished_at=timezone.now(), ids=[]
        )
