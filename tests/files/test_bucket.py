"""Files in a bucket: the same promises as in a folder."""

import datetime
import hashlib

import pytest
from django.utils import timezone

from hanse.contacts.files import Home, add_file, delete_file, restore_file
from hanse.files import store as stores
from hanse.files.checks import wrong_files
from hanse.files.errors import CannotKeep, OutOfReach, TooLarge
from hanse.files.models import Discarded, StoredFile
from hanse.files.store import store
from hanse.files.tasks import tidy_files
from tests.factories import acting
from tests.files.conftest import PNG, put
from tests.files.s3 import FakeS3


@pytest.fixture
def bucket(settings, monkeypatch):
    """A bucket in the place of the folder."""
    server = FakeS3()
    for name, value in {"ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret", "REGION": "eu-west-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    settings.FILES = "s3://bucket/crm/files"
    stores._store_at.cache_clear()
    yield server
    stores._store_at.cache_clear()
    server.shutdown()
    server.server_close()


def test_a_file_goes_into_the_bucket_and_comes_back(world, bucket):
    file = put(world.user1, PNG, name="a.png", company=world.customer_a)

    assert list(bucket.objects) == [f"crm/files/{file.key[:2]}/{file.key[2:4]}/{file.key}"]
    assert b"".join(store().read(file.key)) == PNG
    assert (file.size, file.type, store().holds(file.key)) == (len(PNG), "image/png", True)
    assert list(wrong_files()) == []
    assert bucket.unsigned == 0


def test_a_large_file_goes_up_in_parts(world, bucket):
    pieces = [bytes([number]) * 1024 * 1024 for number in range(13)]

    file = add_file(Home(world.customer_a.pk), {"name": "big"}, iter(pieces), by=acting(world.user1))

    whole = b"".join(pieces)
    assert b"".join(store().read(file.key)) == whole
    assert file.sha256 == hashlib.sha256(whole).hexdigest()
    assert bucket.largest_body < 8 * 1024 * 1024


def test_what_is_too_large_leaves_nothing(world, bucket, settings):
    settings.FILE_LIMIT = 12 * 1024 * 1024

    with pytest.raises(TooLarge):
        add_file(
            Home(world.customer_a.pk),
            {"name": "x"},
            (b"x" * 1024 * 1024 for _ in range(20)),
            by=acting(world.user1),
        )

    assert (bucket.objects, bucket.parts) == ({}, {})


def test_a_row_that_cannot_be_written_leaves_nothing(world, bucket, settings):
    settings.FILES_PER_RECORD = 1

    with pytest.raises(TooLarge):
        put(world.user1, b"xx", company=world.customer_a)

    assert bucket.objects == {}


def test_a_bucket_that_refuses_is_said_in_words(world, bucket):
    file = put(world.user1, company=world.customer_a)
    bucket.broken = 403

    with pytest.raises(CannotKeep, match="try again"):
        put(world.user1, company=world.customer_a)
    with pytest.raises(OutOfReach, match="cannot be read"):
        store().read(file.key)
    bucket.broken = 0
    bucket.objects.clear()
    with pytest.raises(OutOfReach):
        store().read(file.key)
    assert store().holds(file.key) is False
    assert StoredFile.objects.count() == 1


def test_deleting_restoring_and_tidying_work_as_in_a_folder(world, bucket):
    file = put(world.user1, company=world.customer_a)
    delete_file(file.pk, by=acting(world.user1))
    restore_file(file.pk, by=acting(world.user1))
    other = put(world.user1, company=world.customer_a)
    delete_file(other.pk, by=acting(world.user1))
    old = timezone.now() - datetime.timedelta(days=40)
    bucket.objects["crm/files/ab/cd/abcd" + "0" * 36] = (b"orphan", old)
    bucket.objects["elsewhere/ab/cd/abcd" + "1" * 36] = (b"not ours", old)
    tidy_files.func()
    assert Discarded.objects.count() == 2
    Discarded.objects.update(at=old)

    tidy_files.func()

    assert {name.rpartition("/")[2] for name in bucket.objects} == {file.key, "abcd" + "1" * 36}
