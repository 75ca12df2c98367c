"""
One import from its file to the records: checked without writing, or written in chunks.

A file may hold rows that refer to others below them. So it is read in passes: each takes what it can, the rows that wait
are read again, until none is left or none moves any more. A run commits chunk by chunk and notes how far it is; started
again after a crash it goes over the rows behind it without writing and continues where it stood.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.foundation.collecting import rare_collections
from hanse.foundation.errors import Refused
from hanse.foundation.text import clean_line, same_key
from hanse.foundation.transactions import LOST
from hanse.imports import content, reading
from hanse.imports.errors import Overtaken
from hanse.imports.installation import mark
from hanse.imports.kinds import INSTALLATION, OUR_ID, SOURCE_ID, ImportKind, kind_named
from hanse.imports.layout import Layout, missing, recogniser, targets_of
from hanse.imports.ledger import Ledger
from hanse.imports.models import Import, ImportPiece
from hanse.imports.outcomes import Result, Row, Verdict
from hanse.imports.placing import Placer
from hanse.imports.run import Run
from hanse.imports.tally import Pages, Tally
from hanse.journal.actor import Actor, Door

CHUNK = 2000
CHUNK_LETTERS = 4_000_000
TRIES = 4
State = Import.State


class Stopped(Exception):
    """Somebody asked the import to stop."""


def open_file(file: Import, kind: ImportKind) -> reading.Sheet:
    """
    Return the table of a stored file, read as its options say.

    :raises Unreadable: as `reading.open_sheet`.
    """
    options = file.options
    return reading.open_sheet(
        content.opener(ImportPiece, file.pk),
        codec=options.get("encoding", ""),
        delimiter=options.get("delimiter", ""),
        recognise=recogniser(kind),
    )


class Session:
    """One check or one run: the file, the room's decisions, the counts."""

    def __init__(self, file: Import, by: Actor, ledger: Ledger, *, dry: bool) -> None:
        self.file, self.ledger = file, ledger
        self.kind = kind_named(file.kind)
        self.layout = Layout.stored(file.layout)
        self.sheet = open_file(file, self.kind)
        self.tally = Tally(file, self.kind, self.layout)
        source = file.options.get("source", "")
        self.corrections = file.options.get("corrections", [])
        placer = partial(
            Placer, self.layout, self.kind, mark=mark(), source=source, corrections=self.corrections
        )
        self.placer = placer()
        self._words_only = placer(only=frozenset({self.kind.names, SOURCE_ID, OUR_ID, INSTALLATION}))
        self.run = Run(
            by.within(file.pk, Door.IMPORT), file.pk, dry, source, targets_of(self.layout, self.kind), ledger
        )
        self.room = self.kind.open(self.run)
        # Rows that wait for others, by their number.
        self._waiting: set[int] = set()

    def survey(self) -> None:
        """Count the rows, and note which names and ids occur, where rows may refer to each other."""
        if self.kind.refers not in self.layout.targets:
            self.file.rows = self.placer.count(self.sheet)
            return
        count = 0
        words: dict[str, list] = {"seen-name": [], "seen-id": []}
        for count, row in enumerate(self._words_only.rows(self.sheet), 1):
            self._note_words(row, words)
            if count % CHUNK == 0:
                self._enter(words)
        self._enter(words)
        self.file.rows = count

    def _note_words(self, row: Row, words: dict[str, list]) -> None:
        name = same_key(clean_line(row.given.get(self.kind.names, "")))
        other = clean_line(row.given.get(SOURCE_ID, ""))
        if name:
            words["seen-name"].append((name, row.number))
        if other:
            words["seen-id"].append((other, row.number))

    def _enter(self, words: dict[str, list]) -> None:
        for space, entries in words.items():
            self.ledger.enter(space, entries)
            entries.clear()

    def chunks(self) -> Iterator[tuple[int, list[Row]]]:
        """Yield (pass, rows) until no row waits any more; the consumer calls `decide` on each."""
        number, before = 0, -1
        while number == 0 or (self._waiting and len(self._waiting) != before):
            before = len(self._waiting)
            for chunk in _divided(self._rows(waiting=number > 0)):
                yield number, chunk
            number += 1
        if self._waiting:
            for chunk in _divided(self._rows(waiting=True)):
                yield -1, chunk

    def _rows(self, *, waiting: bool) -> Iterator[Row]:
        # A copy: while these rows are read, the set becomes that of the next pass.
        return self.placer.rows(self.sheet, frozenset(self._waiting) if waiting else None)

    def decide(self, number: int, chunk: Sequence[Row]) -> list[Verdict]:
        """Return the verdicts about a chunk; what waits stays noted. Rows that cannot be read are refused at once."""
        self.room.begin()
        broken = [Verdict(row, Result.ERROR, problems=row.problems) for row in chunk if row.problems]
        whole = [row for row in chunk if not row.problems]
        if number < 0:
            self._still_waiting = ({row.number for row in chunk}, set())
            return broken + self.room.give_up(whole)
        verdicts, waiting = self.room.take(whole)
        self._still_waiting = ({row.number for row in chunk}, {row.number for row in waiting})
        return broken + verdicts

    def settle(self) -> None:
        """End a chunk."""
        looked_at, waiting = self._still_waiting
        self._waiting = (self._waiting - looked_at) | waiting
        self.room.settle()

    _still_waiting: tuple[set[int], set[int]] = (set(), set())

    def beat(self, *, silently: bool = False) -> None:
        """
        Save how far it is; `silently` in one long transaction, which must not hold the import's row.

        :raises Stopped: when somebody asked for it.
        """
        file = self.file
        if not silently:
            Import.objects.filter(pk=file.pk).update(done=file.done, beat_at=timezone.now())
        if Import.objects.filter(pk=file.pk, stop_asked=True).exists():
            raise Stopped


def _divided(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows in chunks of CHUNK, fewer where they are long, so that memory does not depend on what the cells hold."""
    chunk: list[Row] = []
    letters = 0
    for row in rows:
        chunk.append(row)
        letters += sum(map(len, row.cells))
        if len(chunk) >= CHUNK or letters > CHUNK_LETTERS:
            yield chunk
            chunk, letters = [], 0
    if chunk:
        yield chunk


@contextmanager
def session(file: Import, by: Actor, *, dry: bool) -> Iterator[Session]:
    """Open a file for a check or a run."""
    with rare_collections(), Ledger() as ledger:
        yield Session(file, by, ledger, dry=dry)


def check(file: Import, by: Actor) -> None:
    """
    Decide about every row without writing a record; counts, rejects and pages are stored.

    :raises Refused: when a column that is needed is missing.
    :raises Stopped: when somebody asked for it.
    """
    _check(file, by)
    file.state = State.CHECKED
    file.save()


def _check(file: Import, by: Actor) -> None:
    refuse_incomplete(file)
    with session(file, by, dry=True) as now:
        now.tally.reset()
        now.survey()
        Import.objects.filter(pk=file.pk).update(rows=file.rows, done=0, beat_at=timezone.now())
        pages = Pages(now.tally, now.ledger)
        for number, chunk in now.chunks():
            verdicts = now.decide(number, chunk)
            now.settle()
            now.tally.count(verdicts)
            pages.note(verdicts)
            now.beat()
        pages.store()


def refuse_incomplete(file: Import) -> None:
    """:raises Refused: when a column that is needed is missing."""
    kind, layout = kind_named(file.kind), Layout.stored(file.layout)
    names = [str(target.label) for target in missing(layout, kind)]
    if names and not {"id", SOURCE_ID} & layout.targets:
        raise Refused(
            _("No column goes to: %(names)s. The columns are: %(columns)s. Choose the right one.")
            % {"names": ", ".join(names), "columns": ", ".join(each.heading for each in layout.columns)[:500]}
        )


def execute(file: Import, by: Actor) -> None:
    """
    Write every valid row, or with `all_or_nothing` all rows or none.

    :raises Refused: when a column that is needed is missing, or others kept changing the same records.
    :raises Stopped: when somebody asked for it; what is committed stays, and can be undone.
    """
    refuse_incomplete(file)
    if not file.options.get("all_or_nothing"):
        _write(file, by)
        return
    _check(file, by)
    if file.rejected:
        _refuse_all(file, _("Some rows have problems, so nothing was imported."))
        return
    try:
        with transaction.atomic():
            _write(file, by, at_once=True)
            if file.rejected:
                raise _Rejected
    except _Rejected:
        _refuse_all(file, _("Records changed since the check, so nothing was imported. Check again."))


class _Rejected(Exception):
    """A row was refused in a run that must take all or none."""


def _refuse_all(file: Import, sentence: str) -> None:
    rejected = file.rejected
    file.refresh_from_db()
    file.created = file.updated = file.unchanged = 0
    file.also, file.rejected, file.message = {}, rejected, sentence
    file.state, file.finished_at = State.REFUSED, timezone.now()
    file.save()


def _write(file: Import, by: Actor, *, at_once: bool = False) -> None:
    behind = tuple(file.position) if file.position else None
    with session(file, by, dry=False) as now:
        if behind is None or at_once:
            behind = None
            now.tally.reset()
        now.survey()
        if not at_once:
            Import.objects.filter(pk=file.pk).update(rows=file.rows, done=file.done, beat_at=timezone.now())
        _learn(now)
        for number, chunk in now.chunks():
            place = (number if number >= 0 else 10**6, chunk[-1].number)
            now.run.replaying = behind is not None and place <= behind
            if now.run.replaying:
                now.decide(number, chunk)
                now.settle()
                continue
            _write_chunk(now, number, chunk, place, at_once=at_once)
            now.beat(silently=at_once)
        now.room.finish(file.created + file.updated)
    file.state, file.finished_at = State.DONE, timezone.now()
    file.save()


def _learn(now: Session) -> None:
    meant: dict[str, dict[str, str]] = {}
    for each in now.corrections:
        column = now.layout.columns[each["place"]] if each["place"] < len(now.layout.columns) else None
        if "row" not in each and column and column.target:
            meant.setdefault(column.target, {})[each["value"]] = each["to"]
    with transaction.atomic():
        for target, values in meant.items():
            now.room.learn(target, values)


def _write_chunk(
    now: Session, number: int, chunk: Sequence[Row], place: tuple[int, int], *, at_once: bool
) -> None:
    file = now.file
    counted = {name: getattr(file, name) for name in ("created", "updated", "unchanged", "rejected", "done")}
    also, doubts = dict(file.also), dict(file.doubts)
    for _attempt in range(TRIES):
        try:
            with transaction.atomic():
                _mine_still(file, at_once=at_once)
                verdicts = now.decide(number, chunk)
                now.room.write()
                now.tally.count(verdicts)
                if not at_once:
                    file.position = list(place)
                    file.save(update_fields=[*counted, "also", "doubts", "position"])
        except (Overtaken, IntegrityError, OperationalError) as error:
            if isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) not in LOST:
                raise
            for name, value in counted.items():
                setattr(file, name, value)
            file.also, file.doubts = dict(also), dict(doubts)
        else:
            now.settle()
            return
    raise Refused(
        _(
            "Others keep changing the same records, so the import stopped before row %s. Continue it in a moment."
        )
        % chunk[0].number
    )


def _mine_still(file: Import, *, at_once: bool) -> None:
    """
    See that no second worker has gone on with this import meanwhile, and keep it from doing so.

    Held is a piece of the file, not the import's own row: a person must be able to ask it to stop.
    """
    ImportPiece.objects.select_for_update().filter(file=file, number=0).values_list("pk").first()
    now = Import.objects.filter(pk=file.pk).values_list("state", "position").first()
    if now is None or now[0] != State.RUNNING or (not at_once and list(now[1]) != list(file.position)):
        raise Refused(_("Another worker goes on with this import."))
