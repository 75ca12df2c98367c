"""Runs: progress, stopping, all or nothing, crashes in the middle, others at the same records."""

import pytest

from hanse.companies.bulk.writing import CompanyWriter
from hanse.companies.models import Company
from hanse.foundation.errors import Forbidden, Refused
from hanse.imports import actions, running
from hanse.imports.actions import begin_run, carry_on, check_import, run_import, start_import, stop_import
from hanse.imports.models import CheckedPage, Import, ImportPiece, Reject
from hanse.imports.tasks import carry_on_import, tidy_imports
from hanse.jobs.models import Job
from hanse.journal.actor import Actor, Door
from hanse.journal.models import Change
from tests.factories import acting
from tests.imports.incoming import bring, counts, dry, picture, start, undone

MANY = "name,phone\n" + "".join(f"Company {n},{n}\n" for n in range(40))
BAD = "name,owner\nA,\nB,nobody\n"


class Killed(BaseException):
    """What a kill -9 looks like from inside: nothing is told to anybody."""


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 10)


def console(user) -> Actor:
    return Actor(user, Door.CONSOLE)


def test_all_or_nothing_writes_nothing_while_a_row_has_a_problem(cast):
    before = picture()

    told = bring(BAD, by=cast.user1, all_or_nothing=True)

    assert (told["state"], counts(told)) == ("refused", (0, 0, 0, 1))
    assert told["errors"][0]["row"] == 2
    assert picture() == before


def test_all_or_nothing_writes_all_when_all_can_be(cast):
    told = bring(MANY, by=cast.user1, all_or_nothing=True)

    assert (told["state"], counts(told)) == ("done", (40, 0, 0, 0))
    undone(told, by=cast.user1)
    assert not Company.objects.filter(name__startswith="Company ").exists()


def test_all_or_nothing_that_breaks_in_the_middle_leaves_nothing(cast, small_chunks, monkeypatch):
    real, calls = CompanyWriter.write, []

    def write(self):
        calls.append(1)
        if len(calls) == 3:
            raise Killed
        real(self)

    monkeypatch.setattr(CompanyWriter, "write", write)
    file = start(MANY, by=cast.user1, all_or_nothing=True)
    with pytest.raises(Killed):
        run_import(file, by=console(cast.user1))
    assert Company.objects.count() == 3

    monkeypatch.setattr(CompanyWriter, "write", real)
    carry_on(Import.objects.get())

    assert Company.objects.count() == 43


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_run_that_is_killed_goes_on_where_it_stood(cast, small_chunks, monkeypatch, after):
    real, beats = running.Session.beat, []

    def beat(self, **more):
        beats.append(1)
        if len(beats) == after:
            raise Killed
        real(self, **more)

    monkeypatch.setattr(running.Session, "beat", beat)
    with pytest.raises(Killed):
        bring(MANY + "Company 1,1\nBad,x,y,z\n", by=cast.user1)
    file = Import.objects.get()
    assert (file.state, file.created) == ("running", after * 10)

    monkeypatch.setattr(running.Session, "beat", real)
    carry_on_import.call(file.pk)

    file.refresh_from_db()
    assert (file.state, file.created, file.unchanged, file.rejected) == ("done", 40, 1, 1)
    assert Company.objects.count() == 43
    assert Change.objects.filter(batch=file.pk, verb="created").count() == 40
    assert Reject.objects.count() == 1


def test_children_above_their_parents_survive_a_kill_too(cast, small_chunks, monkeypatch):
    content = "name,parent\n" + "".join(f"C{n},C{n + 1}\n" for n in range(29)) + "C29,\n"
    real, beats = running.Session.beat, []

    def beat(self, **more):
        beats.append(1)
        if len(beats) == 4:
            raise Killed
        real(self, **more)

    monkeypatch.setattr(running.Session, "beat", beat)
    with pytest.raises(Killed):
        bring(content, by=cast.admin)
    monkeypatch.setattr(running.Session, "beat", real)
    carry_on(Import.objects.get())

    assert Import.objects.get().created == 30
    assert Company.objects.get(name="C0").path.count("/") == 30


def test_a_killed_undo_goes_on_where_it_stood(cast, small_chunks, monkeypatch):
    from hanse.imports import undoing

    monkeypatch.setattr(undoing, "CHUNK", 7)
    before = picture()
    told = bring(MANY + "Customer #A,99\n", by=cast.user1)
    real, calls = undoing._Undoing._retried, []

    def retried(self, *args):
        calls.append(1)
        if len(calls) == 4:
            raise Killed
        real(self, *args)

    monkeypatch.setattr(undoing._Undoing, "_retried", retried)
    with pytest.raises(Killed):
        undone(told, by=cast.user1)
    monkeypatch.setattr(undoing._Undoing, "_retried", real)
    carry_on(Import.objects.get())

    file = Import.objects.get()
    assert (file.state, file.restored, file.deleted, file.conflicts.count()) == ("undone", 1, 40, 0)
    assert picture() == before


def test_a_run_stops_when_asked_and_what_it_wrote_can_be_undone(cast, small_chunks, monkeypatch):
    before = picture()
    real = running.Session.beat

    def beat(self, **more):
        stop_import(self.file, by=console(cast.user1))
        real(self, **more)

    monkeypatch.setattr(running.Session, "beat", beat)
    told = bring(MANY, by=cast.user1)

    assert (told["state"], told["created"]) == ("stopped", 10)
    undone(told, by=cast.user1)
    assert picture() == before


def test_ctrl_c_stops_a_run_and_what_it_wrote_can_be_undone(cast, small_chunks, monkeypatch):
    before = picture()

    def beat(self, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(running.Session, "beat", beat)
    with pytest.raises(KeyboardInterrupt):
        bring(MANY, by=cast.user1)

    file = Import.objects.get()
    assert (file.state, file.created) == ("stopped", 10)
    undone({"import_id": file.pk}, by=cast.user1)
    assert picture() == before


def test_a_worker_runs_what_a_door_has_begun(cast):
    file = begin_run(start(MANY, by=cast.user1), by=acting(cast.user1))
    assert file.is_busy

    (job,) = Job.objects.filter(task="hanse.imports.tasks.carry_on_import")
    carry_on_import.call(*job.args)

    file.refresh_from_db()
    assert (file.state, file.created, file.done) == ("done", 40, 40)
    assert set(Change.objects.filter(batch=file.pk).values_list("door", "by_id")) == {
        ("import", cast.user1.pk)
    }


def test_an_import_runs_once(cast):
    file = start(MANY, by=cast.user1)
    run_import(file, by=console(cast.user1))

    for verb in (run_import, check_import):
        with pytest.raises(Refused):
            verb(file, by=console(cast.user1))


def test_rights_are_read_again_while_it_runs(cast, small_chunks, monkeypatch):
    real = running.Session.beat

    def beat(self, **more):
        cast.user1.is_active = False
        cast.user1.save()
        real(self, **more)

    monkeypatch.setattr(running.Session, "beat", beat)
    with pytest.raises(Forbidden):
        bring(MANY, by=cast.user1)

    file = Import.objects.get()
    assert (file.state, file.created) == ("failed", 10)


def test_a_defect_of_ours_is_said_and_what_was_written_can_be_undone(cast, small_chunks, monkeypatch):
    real, calls = CompanyWriter.write, []

    def write(self):
        calls.append(1)
        if len(calls) == 3:
            raise ZeroDivisionError
        real(self)

    monkeypatch.setattr(CompanyWriter, "write", write)
    before = picture()
    with pytest.raises(ZeroDivisionError):
        bring(MANY, by=cast.user1)
    monkeypatch.setattr(CompanyWriter, "write", real)

    file = Import.objects.get()
    assert (file.state, file.created) == ("failed", 20)
    assert "can be undone" in file.message
    undone({"import_id": file.pk}, by=cast.user1)
    assert picture() == before


def test_the_dry_run_writes_no_record_and_says_what_the_run_will_do(cast):
    content = "name,parent,phone\nChild,Top,1\nTop,,\nTop,,2\nCustomer #A,,3\n"
    before = picture()

    checked = dry(content, by=cast.admin)

    assert picture() == before
    assert checked["dry_run"]
    assert counts(bring(content, by=cast.admin)) == counts(checked)


@pytest.mark.parametrize("chunk", [1, 2, 3, 1000])
def test_the_dry_run_knows_across_chunks_what_rows_before_have_done(cast, monkeypatch, chunk):
    monkeypatch.setattr(running, "CHUNK", chunk)
    content = (
        "name,parent,tax_id,phone\n"
        "Top,,T1,\nTop,,T1,5\nOther,,T1,5\nChild,Other,T2,\nX,Child,,\nTop,,T3,\nChild,Top,T2,\nX,Child,,7\nY,X,,\n"
    )

    checked = dry(content, by=cast.admin)
    ran = bring(content, by=cast.admin)

    assert counts(checked) == counts(ran)
    assert checked["errors"] == ran["errors"]


def test_old_files_are_tidied_away_and_the_undo_still_works(cast):
    before = picture()
    told = bring(BAD, by=cast.user1)
    dry(BAD, by=cast.user1)
    Import.objects.update(created_at="2026-01-01T00:00:00Z")

    assert tidy_imports.call() == 2

    assert not ImportPiece.objects.exists()
    assert not CheckedPage.objects.exists()
    assert not Reject.objects.exists()
    undone(told, by=cast.user1)
    assert picture() == before


def test_options_that_do_not_exist_are_refused(cast):
    with pytest.raises(actions.Invalid):
        start_import("companies", b"name\nA\n", "x.csv", {"sorce": "ERP"}, by=console(cast.user1))
