"""
The verbs of an import. Doors hand in who acts; the person's own rights decide about each row.

`start_import` stores the file and guesses how to read it; then `check_import` (dry run), `run_import` and `undo_import` do
their work at once (console, API), while `begin_check`, `begin_run` and `begin_undo` have a worker do it.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hanse.foundation.errors import DomainError, Forbidden, Invalid, Problem, Refused
from hanse.foundation.text import clean_line
from hanse.imports import content as stored
from hanse.imports import running, undoing
from hanse.imports.kinds import ImportKind, kind_named
from hanse.imports.layout import Layout, arrange
from hanse.imports.models import Import, ImportPiece
from hanse.imports.queueing import enqueue
from hanse.imports.running import Stopped
from hanse.journal.actor import Actor, Door

log = logging.getLogger("hanse.imports")
State = Import.State
OPTIONS = {"source", "delimiter", "encoding", "header", "columns", "all_or_nothing", "corrections", "values"}
MOST_CORRECTIONS = 5000
AFTER_RUN = (State.DONE, State.STOPPED, State.FAILED, State.UNDONE)


@transaction.atomic
def start_import(
    kind: str, content: bytes | Iterable[bytes], filename: str, options: Mapping[str, Any], *, by: Actor
) -> Import:
    """
    Store a file and guess how it is to be read.

    `options`: `source` (whose ids the file holds), `delimiter`, `encoding`, `header` (true, false), `columns` ({heading or
    "#3": target, or null to leave it out}), `values` ({heading: {value: what it stands for}}), `all_or_nothing`.

    :raises NotFound: for an unknown kind.
    :raises Forbidden: when the person may not import it at all.
    :raises TooLarge, Unreadable: for a file that cannot be taken; `Invalid` for options that make no sense.
    """
    declared = kind_named(kind)
    _authorise(declared, by)
    file = Import(
        kind=kind, filename=clean_line(filename)[:200] or "file", made_by=by.user, by_name=str(by.user)[:200],
        options=_cleaned(options),
    )  # fmt: skip
    file.save()
    file.size = stored.keep(ImportPiece, file, stored.pieces_of(content, most=settings.UPLOAD_LIMIT))
    _lay_out(file, declared)
    file.save()
    return file


@transaction.atomic
def choose(file: Import, options: Mapping[str, Any], *, by: Actor) -> Import:
    """
    Change how a file is read; what was checked with other options has to be checked again.

    :raises Refused: once the import has run.
    :raises Invalid, Unreadable: as `start_import`; nothing is changed then.
    """
    declared = kind_named(file.kind)
    _authorise(declared, by)
    file = Import.objects.select_for_update().get(pk=file.pk)
    if file.state not in {State.NEW, State.CHECKED, State.REFUSED}:
        raise Refused(_("This import has begun already; start a new one with the same file."))
    file.options = file.options | _cleaned(options)
    _lay_out(file, declared)
    file.state, file.message = State.NEW, ""
    file.save()
    return file


def correct(file: Import, corrections: Iterable[Mapping[str, Any]], *, by: Actor) -> Import:
    """
    Write over cells: {"row", "place", "to"}, or {"place", "value", "to"} for every row with that value in the column.

    :raises Refused, Invalid: as `choose`.
    """
    known = {_cell(each): each for each in file.options.get("corrections", [])}
    known |= {_cell(each): dict(each) for each in corrections}
    return choose(file, {"corrections": list(known.values())}, by=by)


def check_import(file: Import, *, by: Actor) -> Import:
    """
    Decide about every row without writing any record, at once; the counts and rejects say what would become of it.

    :raises Refused: when a needed column is missing, or the import has run.
    """
    return carry_on(_enter(file, State.CHECKING, by))


def run_import(file: Import, *, by: Actor) -> Import:
    """
    Import at once: every valid row, or all or none when the options say so.

    :raises Refused: when a needed column is missing, or the import has run.
    """
    return carry_on(_enter(file, State.RUNNING, by))


def undo_import(file: Import, *, by: Actor) -> Import:
    """
    Take an import back at once, as far as nobody has touched its records since.

    :raises Refused: when there is nothing to undo.
    """
    return carry_on(_enter(file, State.UNDOING, by))


def begin_check(file: Import, *, by: Actor) -> Import:
    """Have a worker check the file; as `check_import`."""
    return _have_done(file, State.CHECKING, by)


def begin_run(file: Import, *, by: Actor) -> Import:
    """Have a worker import the file; as `run_import`."""
    return _have_done(file, State.RUNNING, by)


def begin_undo(file: Import, *, by: Actor) -> Import:
    """Have a worker take the import back; as `undo_import`."""
    return _have_done(file, State.UNDOING, by)


def resume(file: Import, *, by: Actor) -> None:
    """Have a worker go on with an import that nobody works at any more, such as one of a console that was closed."""
    _authorise(kind_named(file.kind), by)
    if not file.is_busy:
        raise Refused(_("There is nothing to continue."))
    enqueue(file.pk)


def stop_import(file: Import, *, by: Actor) -> None:
    """Ask a check or a run to stop after the rows that it is at; what it has written stays, and can be undone."""
    _authorise(kind_named(file.kind), by)
    Import.objects.filter(pk=file.pk, state__in=[State.CHECKING, State.RUNNING]).update(stop_asked=True)


def carry_on(file: Import) -> Import:
    """
    Do what the state of an import says, from where it stands; for the console and for the worker.

    :raises Refused: what a rule has against it is raised, and noted as the import's message.
    """
    by = _actor(file)
    acts: dict[str, Callable[[Import, Actor], None]] = {
        State.CHECKING: running.check,
        State.RUNNING: running.execute,
        State.UNDOING: undoing.undo,
    }
    act = acts.get(file.state)
    if act is None:
        return file
    with translation.override(_language(by)), timezone.override(by.user.time_zone):
        try:
            act(file, by)
        except Stopped:
            _end(file, State.NEW if file.state == State.CHECKING else State.STOPPED, _("Stopped on request."))
        except KeyboardInterrupt:
            # At the console; what is committed stays, and can be undone.
            _end(file, State.NEW if file.state == State.CHECKING else State.STOPPED, _("Stopped on request."))
            raise
        except DomainError as refusal:
            _fail(file, refusal.message)
            raise
        except DatabaseError:
            # Perhaps the database is only away for a moment: whoever called this tries again from the same place.
            raise
        except Exception:
            log.exception("An import was ended by a defect.", extra={"job": f"import {file.pk}"})
            _fail(file, _("A defect of Hanse ended this. What was imported before can be undone."))
            raise
    return file


def _authorise(kind: ImportKind, by: Actor) -> None:
    if not kind.may_import(by.user):
        raise Forbidden(_("You may not import %s.") % kind.label)


def _cleaned(options: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(options) - OPTIONS)
    problems = [Problem(name, _("There is no option “%s”.") % name) for name in unknown]
    cleaned = {name: value for name, value in options.items() if value is not None}
    if cleaned.get("header") == "guess":
        cleaned["header"] = None
    source = clean_line(str(cleaned.get("source", "")))
    if len(source) > 60:
        problems.append(Problem("source", _("At most %s characters.") % 60))
    if not isinstance(cleaned.get("columns", {}), dict) or not _pairs(cleaned.get("values", {})):
        problems.append(Problem("columns", _("Write an object of headings and where they go.")))
    if len(cleaned.get("corrections", [])) > MOST_CORRECTIONS:
        problems.append(
            Problem(
                "corrections", _("More than %s corrections are too many; change the file.") % MOST_CORRECTIONS
            )
        )
    if problems:
        raise Invalid(problems)
    return cleaned | ({"source": source} if "source" in cleaned else {})


def _pairs(values: Any) -> bool:
    return isinstance(values, dict) and all(isinstance(each, dict) for each in values.values())


def _lay_out(file: Import, kind: ImportKind) -> None:
    """Read the beginning of the file, and say where its columns go."""
    layout = arrange(running.open_file(file, kind), kind, file.options)
    file.layout = layout.data()
    values = file.options.pop("values", None) or {}
    corrections = list(file.options.get("corrections", []))
    for heading, meant in values.items():
        column = next(
            (each for each in layout.columns if each.heading.casefold() == str(heading).casefold()), None
        )
        if column is None:
            raise Invalid([Problem("values", _("The file has no column “%s”.") % str(heading)[:60])])
        corrections += [
            {"place": column.place, "value": str(old), "to": str(new)} for old, new in meant.items()
        ]
    if corrections:
        file.options["corrections"] = corrections


def _cell(each: Mapping[str, Any]) -> tuple:
    return (each.get("row"), each["place"], each.get("value"))


def _enter(file: Import, state: str, by: Actor) -> Import:
    """
    Take the import into `state`, if it may go there; then it is this actor's work.

    :raises Refused: when it may not, or somebody else has begun meanwhile.
    """
    if state != State.UNDOING:
        _authorise(kind_named(file.kind), by)
    now, allowed = timezone.now(), _allowed(file, state)
    acting = {"user": by.user.pk, "door": by.door.value, "request_id": by.request_id}
    columns: dict[str, Any] = {"state": state, "stop_asked": False, "beat_at": now, "message": "", "done": 0}
    if state == State.RUNNING:
        columns |= {"started_at": now, "position": []}
    with transaction.atomic():
        fresh = Import.objects.select_for_update().get(pk=file.pk)
        if fresh.state not in allowed:
            raise Refused(_("This import is “%s” and cannot do that now.") % fresh.get_state_display())
        for name, value in columns.items():
            setattr(fresh, name, value)
        fresh.options = fresh.options | {"acting": acting}
        fresh.save()
    return fresh


def _allowed(file: Import, state: str) -> set[str]:
    if state == State.UNDOING:
        if file.started_at is None:
            raise Refused(_("This import has written nothing; there is nothing to undo."))
        if file.state == State.UNDONE and not file.conflicts.exists():
            raise Refused(_("This import is undone already."))
        return set(AFTER_RUN)
    return {State.NEW, State.CHECKED, State.REFUSED}


@transaction.atomic
def _have_done(file: Import, state: str, by: Actor) -> Import:
    if state != State.UNDOING:
        running.refuse_incomplete(file)
    entered = _enter(file, state, by)
    enqueue(entered.pk)
    return entered


def _actor(file: Import) -> Actor:
    acting = file.options.get("acting", {})
    user = get_user_model()._default_manager.select_related("profile", "company").get(pk=acting.get("user"))
    return Actor(user, Door(acting.get("door", Door.JOB)), acting.get("request_id", ""))


def _language(by: Actor) -> str:
    """What is noted about rows is read where the import was begun: by people in their language, by programs in English."""
    return "en" if by.door in {Door.API, Door.CONSOLE} else by.user.language


def _fail(file: Import, message: str) -> None:
    back: dict[str, State] = {
        State.CHECKING: State.NEW,
        State.RUNNING: State.FAILED,
        State.UNDOING: State.FAILED,
    }
    _end(file, back.get(file.state, State.FAILED), message)


def _end(file: Import, state: str, message: str) -> None:
    written = Import.objects.filter(pk=file.pk)
    written.update(state=state, message=message, finished_at=timezone.now(), stop_asked=False)
    file.refresh_from_db()


def layout_of(file: Import) -> Layout:
    """Return how a file is read."""
    return Layout.stored(file.layout)
