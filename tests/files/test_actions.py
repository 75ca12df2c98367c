"""Files are added, described, deleted and brought back by whoever may change their record, and told to the journal."""

import hashlib
import stat

import pytest
from django.utils import timezone

from hanse.companies.actions import delete_company
from hanse.companies.models import Company
from hanse.contacts.actions import delete_contact, update_contact
from hanse.contacts.files import Home, add_file, delete_file, describe_file, restore_file, visible_file
from hanse.files.errors import CannotKeep, TooLarge
from hanse.files.models import Discarded, StoredFile
from hanse.files.store import store
from hanse.files.tasks import tidy_files
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Refused, Stale
from hanse.journal.models import Change
from tests.factories import acting
from tests.files.conftest import PNG, put, stored


def told(verb: str) -> list[Change]:
    return list(Change.objects.filter(kind__in=("file", "contact_file"), verb=verb).order_by("id"))


def test_a_file_is_kept_whole_under_a_random_name_that_only_we_may_read(world, folder):
    file = put(world.user1, PNG, name="logo.png", company=world.customer_a)

    (path,) = [path for path in folder.rglob("*") if path.is_file()]
    assert path.read_bytes() == PNG
    assert path.relative_to(folder).as_posix() == f"{file.key[:2]}/{file.key[2:4]}/{file.key}"
    assert "logo" not in str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (file.size, file.sha256) == (len(PNG), hashlib.sha256(PNG).hexdigest())
    assert (file.name, file.type, file.by, file.by_name) == ("logo.png", "image/png", world.user1, "User1")


def test_adding_is_told_to_the_journal_and_touches_the_company(world):
    Company.objects.update(last_activity=timezone.now() - timezone.timedelta(days=9))

    file = put(world.user1, company=world.customer_a)

    (row,) = told("created")
    assert (row.kind, row.record_id, row.company_id, row.label) == (
        "file",
        file.pk,
        world.customer_a.pk,
        "note.txt",
    )
    assert row.fields["sha256"] == [None, file.sha256]
    world.customer_a.refresh_from_db()
    assert timezone.now() - world.customer_a.last_activity < timezone.timedelta(minutes=1)


def test_only_who_may_change_the_record_adds_to_it(world, folder):
    for user, company, refusal in [
        (world.user1, world.customer_b, Forbidden),
        (world.user1, world.my_company, NotFound),
        (world.user2, world.customer_a, NotFound),
    ]:
        with pytest.raises(refusal):
            put(user, company=company)
    with pytest.raises(NotFound):
        add_file(Home(), {"name": "x"}, [b"x"], by=acting(world.admin))

    assert stored(folder) == {}
    assert not StoredFile.objects.exists()


def test_nothing_is_read_from_one_who_may_not(world):
    def pieces():
        pytest.fail("it was read")
        yield b""

    with pytest.raises(Forbidden):
        add_file(Home(world.customer_b.pk), {"name": "x"}, pieces(), by=acting(world.user1))


def test_a_file_is_seen_by_whoever_sees_its_record(world):
    file = put(world.admin, company=world.customer_b)
    own = put(world.admin, company=world.my_company)

    assert visible_file(world.user1, file.pk) == file
    for user, unseen in [(world.user2, file), (world.user1, own), (world.manager1, own)]:
        with pytest.raises(NotFound):
            visible_file(user, unseen.pk)
    for nowhere in (0, -1, 2**63, 999_999):
        with pytest.raises(NotFound):
            visible_file(world.admin, nowhere)


def test_name_and_description_change_and_are_told(world):
    file = put(world.user1, company=world.customer_a)

    changed = describe_file(
        file.pk, {"description": "Signed", "name": "../a.txt"}, by=acting(world.user1), version=1
    )

    assert (changed.name, changed.description, changed.version) == ("a.txt", "Signed", 2)
    (row,) = told("updated")
    assert row.fields == {"name": ["note.txt", "a.txt"], "description": ["", "Signed"]}
    with pytest.raises(Stale):
        describe_file(file.pk, {"name": "b"}, by=acting(world.user1), version=1)
    with pytest.raises(Invalid):
        describe_file(file.pk, {"description": "x" * 2001}, by=acting(world.user1))
    with pytest.raises(Invalid):
        describe_file(file.pk, {"size": 3}, by=acting(world.user1))
    other = put(world.admin, company=world.customer_b)
    with pytest.raises(Forbidden):
        describe_file(other.pk, {"name": "b"}, by=acting(world.user1))


def test_a_description_that_is_the_same_is_no_change(world):
    file = put(world.user1, company=world.customer_a)

    assert describe_file(file.pk, {"name": "note.txt"}, by=acting(world.user1)).version == 1
    assert told("updated") == []


def test_a_deleted_file_comes_back_as_it_was(world, folder):
    file = put(world.user1, PNG, name="a.png", contact=world.contact, description="Front")
    before = StoredFile.objects.filter(pk=file.pk).values().get()

    delete_file(file.pk, by=acting(world.user1))
    assert not StoredFile.objects.exists()
    assert stored(folder) == {file.key: PNG}
    with pytest.raises(Forbidden):
        restore_file(put_and_delete(world), by=acting(world.user1))
    restore_file(file.pk, by=acting(world.user1))

    after = StoredFile.objects.filter(pk=file.pk).values().get()
    assert after == before
    assert b"".join(store().read(file.key)) == PNG
    assert [row.kind for row in told("restored")] == ["contact_file"]
    with pytest.raises(Refused):
        restore_file(file.pk, by=acting(world.user1))


def put_and_delete(world) -> int:
    other = put(world.admin, company=world.customer_b)
    delete_file(other.pk, by=acting(world.admin))
    return other.pk


def test_what_was_never_deleted_or_is_hidden_cannot_be_restored(world):
    file = put(world.admin, company=world.my_company)
    delete_file(file.pk, by=acting(world.admin))

    for user, pk in [(world.admin, 999_999), (world.user1, file.pk)]:
        with pytest.raises(NotFound):
            restore_file(pk, by=acting(user))


def test_the_trash_keeps_bytes_for_thirty_days(world, folder):
    file = put(world.user1, company=world.customer_a)
    delete_file(file.pk, by=acting(world.user1))
    Discarded.objects.update(at=timezone.now() - timezone.timedelta(days=29))
    tidy_files.func()
    assert list(stored(folder)) == [file.key]

    Discarded.objects.update(at=timezone.now() - timezone.timedelta(days=31))
    tidy_files.func()

    assert stored(folder) == {}
    with pytest.raises(Refused, match="30 days"):
        restore_file(file.pk, by=acting(world.user1))


def test_bytes_without_a_row_are_found_and_go_the_same_way(world, folder):
    import os

    kept = put(world.user1, company=world.customer_a)
    orphan = folder / "ab" / "cd" / ("abcd" + "0" * 36)
    unfinished = orphan.with_name(orphan.name + ".part")
    foreign = orphan.with_name("readme.txt")
    orphan.parent.mkdir(parents=True)
    for path in (orphan, unfinished, foreign):
        path.write_bytes(b"x")
    fresh = folder / "ab" / "cd" / ("abcd" + "1" * 36)
    fresh.write_bytes(b"still on its way")
    for path in [*folder.rglob("*")]:
        if path.is_file() and path != fresh:
            os.utime(path, (0, 0))

    tidy_files.func()
    assert set(Discarded.objects.values_list("key", flat=True)) == {orphan.name, unfinished.name}
    Discarded.objects.update(at=timezone.now() - timezone.timedelta(days=31))
    tidy_files.func()

    assert set(stored(folder)) == {kept.key, fresh.name, foreign.name}


def test_a_company_takes_its_files_and_those_of_its_contacts_along(world, folder):
    own = put(world.admin, company=world.customer_b)
    from tests.factories import make_contact

    person = make_contact("Bea", company=world.customer_b, by=world.admin)
    theirs = put(world.admin, contact=person)

    delete_company(world.customer_b.pk, by=acting(world.admin))

    assert not StoredFile.objects.exists()
    assert {(row.kind, row.record_id) for row in told("deleted")} == {
        ("file", own.pk),
        ("contact_file", theirs.pk),
    }
    assert (
        set(Discarded.objects.values_list("key", flat=True)) == {own.key, theirs.key} == set(stored(folder))
    )


def test_a_contact_takes_its_files_along(world):
    file = put(world.admin, contact=world.contact)
    beside = put(world.admin, company=world.customer_a)

    delete_contact(world.contact.pk, by=acting(world.admin))

    assert [row.record_id for row in told("deleted")] == [file.pk]
    assert list(StoredFile.objects.all()) == [beside]


def test_files_follow_a_contact_to_another_company(world):
    file = put(world.admin, contact=world.contact)

    update_contact(world.contact.pk, {"company": world.my_company.pk}, by=acting(world.admin))

    file.refresh_from_db()
    assert file.company_id == world.my_company.pk
    with pytest.raises(NotFound):
        visible_file(world.user1, file.pk)


def test_files_of_contacts_are_gone_where_contacts_are_hidden(world):
    from hanse.activity.feed import company_feed
    from hanse.setup.models import VisibilityEntry

    file = put(world.admin, contact=world.contact, name="secret.txt")
    VisibilityEntry.objects.create(section="contacts")

    with pytest.raises(NotFound):
        visible_file(world.user1, file.pk)
    assert visible_file(world.admin, file.pk) == file
    assert "secret.txt" not in {entry.text for entry in company_feed(world.customer_a.pk, hidden=["contact"])}
    assert "secret.txt" in {entry.text for entry in company_feed(world.customer_a.pk)}


def test_too_large_too_much_and_nothing_are_refused_without_a_trace(world, folder, settings):
    settings.FILE_LIMIT = 10 * 1024 * 1024
    sent = 0

    def endless():
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 1024 * 1024

    with pytest.raises(TooLarge, match="10 MB"):
        add_file(Home(world.customer_a.pk), {"name": "x"}, endless(), by=acting(world.user1))
    assert sent == 11
    settings.FILES_PER_RECORD = 1024 * 1024
    put(world.user1, b"x" * 600_000, company=world.customer_a)
    with pytest.raises(TooLarge, match="1 MB together"):
        put(world.user1, b"x" * 600_000, company=world.customer_a)
    put(world.user1, b"x" * 600_000, contact=world.contact)
    settings.FILES_TOTAL = 2 * 1024 * 1024
    with pytest.raises(TooLarge, match="superadmin"):
        put(world.manager1, b"x" * 1_000_000, company=world.customer_b)
    with pytest.raises(Invalid, match="empty"):
        put(world.user1, b"", company=world.customer_a)

    assert len(stored(folder)) == StoredFile.objects.count() == 2


def test_a_row_that_cannot_be_written_leaves_no_bytes(world, folder, monkeypatch):
    from hanse.contacts import files

    monkeypatch.setattr(files, "touch", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        put(world.user1, company=world.customer_a)

    assert stored(folder) == {}
    assert not StoredFile.objects.exists()


def test_P_05_a_full_disk_is_said_and_leaves_nothing(world, folder, monkeypatch):
    import errno
    import os

    kept = put(world.user1, b"before", company=world.customer_a)

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotKeep, match="no room"):
        put(world.user1, company=world.customer_a)
    monkeypatch.undo()

    assert stored(folder) == {kept.key: b"before"}
    assert list(StoredFile.objects.all()) == [kept]
    assert b"".join(store().read(kept.key)) == b"before"


def test_a_folder_that_cannot_be_written_is_said(world, settings, tmp_path):
    (tmp_path / "plain").write_text("a file in the place of the folder")
    settings.FILES = str(tmp_path / "plain")

    with pytest.raises(CannotKeep, match="cannot write"):
        put(world.user1, company=world.customer_a)


def test_missing_bytes_are_refused_in_words_and_found_by_verify(world, folder):
    from hanse.files.checks import wrong_files

    file = put(world.user1, company=world.customer_a)
    assert list(wrong_files()) == []
    store().remove(file.key)
    stray = folder / "ab" / "cd" / ("abcd" + "0" * 36)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")

    with pytest.raises(Refused, match="cannot be read"):
        store().read(file.key)
    assert [file.key in sentence or stray.name in sentence for sentence in wrong_files()] == [True, True]
