"""The tab “Files” as people use it without scripts, and what the script is told."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hanse.files.models import StoredFile
from tests.files.conftest import HTML, PDF, PNG, SVG, put, stored


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="hanse.accounts.backend.HanseBackend")
    return client


def upload(client, path, *files, **more):
    return client.post(path, {"file": [SimpleUploadedFile(name, content) for name, content in files]}, **more)


@pytest.mark.parametrize("kind", ["companies", "contacts"])
def test_several_files_are_added_at_once_and_listed(world, kind):
    client = client_of(world.user1)
    record = world.customer_a if kind == "companies" else world.contact

    answer = upload(client, f"/{kind}/{record.pk}/files/", ("a.png", PNG), ("b.pdf", PDF))
    page = client.get(answer["Location"]).content.decode()

    assert answer["Location"] == f"/{kind}/{record.pk}/?tab=files"
    assert [word in page for word in ("2 files were added.", "a.png", "b.pdf", "2 files", "Add files")] == [
        True
    ] * 5
    assert "/files/" in page


def test_what_cannot_be_taken_is_said_by_name_and_the_rest_is_added(world, settings):
    settings.FILE_LIMIT = 1024 * 1024
    client = client_of(world.user1)

    answer = upload(
        client,
        f"/companies/{world.customer_a.pk}/files/",
        ("big.bin", b"x" * (1024 * 1024 + 1)),
        ("empty.txt", b""),
        ("good.txt", b"good"),
    )
    page = client.get(answer["Location"]).content.decode()

    assert "1 file was added." in page
    assert "big.bin: The file is larger than 1 MB" in page
    assert "empty.txt: The file is empty." in page
    assert list(StoredFile.objects.values_list("name", flat=True)) == ["good.txt"]
    nothing = client.post(f"/companies/{world.customer_a.pk}/files/")
    assert "Choose a file." in client.get(nothing["Location"]).content.decode()


def test_the_script_is_answered_with_a_status_and_a_sentence(world, settings):
    settings.FILE_LIMIT = 1024 * 1024
    settings.UPLOAD_LIMIT = 2 * 1024 * 1024
    client = client_of(world.user1)
    path = f"/companies/{world.customer_a.pk}/files/"

    def send(*files):
        return upload(client, path, *files, headers={"HX-Request": "true"})

    assert send(("a.txt", b"a")).status_code == 204
    for size, status, word in [
        (0, 422, "empty"),
        (1024 * 1024 + 1, 413, "1 MB"),
        (3 * 1024 * 1024, 413, "2 MB"),
    ]:
        answer = send(("a.bin", b"x" * size))
        assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
        assert word in answer.content.decode()
    assert send().status_code == 422
    page = upload(client, path, ("a.bin", b"x" * (3 * 1024 * 1024)))
    assert (page.status_code, "2 MB" in page.content.decode()) == (413, True)


def test_a_body_that_is_announced_too_large_is_refused_before_it_is_read(world, settings):
    settings.FILE_LIMIT = settings.UPLOAD_LIMIT = 1024 * 1024

    class Endless(io.RawIOBase):
        read_bytes = 0

        def read(self, size=-1):
            type(self).read_bytes += size
            return b"x" * size

    answer = client_of(world.user1).generic(
        "POST",
        f"/companies/{world.customer_a.pk}/files/",
        b"",
        CONTENT_TYPE="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(1024**3),
        **{"wsgi.input": Endless()},
    )

    assert answer.status_code == 413
    assert Endless.read_bytes < 1024 * 1024


def test_a_disk_too_full_to_receive_is_said(world, monkeypatch):
    import errno

    from django.core.files.uploadhandler import TemporaryFileUploadHandler

    def full(*_args, **_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    answer = upload(client_of(world.user1), f"/companies/{world.customer_a.pk}/files/", ("a.txt", b"a"))

    assert answer.status_code == 507
    assert "no room left" in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "inline"), [(PNG, True), (PDF, True), (HTML, False), (SVG, False), (b"PK\x03\x04", False)]
)
def test_T_07_only_what_cannot_run_is_shown(world, content, inline):
    file = put(world.user1, content, name="photo.png", company=world.customer_a)
    client = client_of(world.user1)

    saved, shown = client.get(f"/files/{file.pk}/"), client.get(f"/files/{file.pk}/?inline=1")

    assert saved.getvalue() == shown.getvalue() == content
    assert saved["Content-Disposition"] == 'attachment; filename="photo.png"'
    assert shown["Content-Disposition"].startswith("inline" if inline else "attachment")
    for answer in (saved, shown):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "html" not in answer["Content-Type"]
        assert "svg" not in answer["Content-Type"]


def test_a_file_keeps_its_length_on_the_way(world):
    file = put(world.user1, b"x" * 50_000, company=world.customer_a)

    answer = client_of(world.user1).get(f"/files/{file.pk}/", headers={"Accept-Encoding": "gzip"})

    assert (answer["Content-Length"], len(answer.getvalue())) == ("50000", 50_000)


def test_strangers_learn_nothing_and_readers_change_nothing(world, client):
    file = put(world.admin, b"canary", company=world.customer_b)
    before = StoredFile.objects.values().get()

    assert client.get(f"/files/{file.pk}/")["Location"].startswith("/login/")
    for user, status in [(world.user2, 404), (world.user1, 403)]:
        person = client_of(user)
        for word in ("edit", "delete", "restore"):
            answer = person.post(f"/files/{file.pk}/{word}/", {"name": "x"})
            expected = 404 if word == "restore" else status
            assert answer.status_code == expected, (user, word)
        answer = upload(person, f"/companies/{world.customer_b.pk}/files/", ("a.txt", b"a"))
        assert answer.status_code == status
        assert person.get(f"/files/{file.pk}/edit/").status_code == status
    assert client_of(world.user2).get(f"/files/{file.pk}/").status_code == 404
    page = client_of(world.user1).get(f"/companies/{world.customer_b.pk}/?tab=files").content.decode()
    assert "note.txt" in page
    assert 'class="upload"' not in page
    assert f"/files/{file.pk}/delete/" not in page
    assert StoredFile.objects.values().get() == before


def test_name_and_description_are_edited_on_a_page(world):
    file = put(world.user1, company=world.customer_a)
    client = client_of(world.user1)
    path = f"/files/{file.pk}/edit/"

    assert client.get(path).status_code == 200
    saved = client.post(path, {"name": "Offer.txt", "description": "First draft", "version": "1"})
    stale = client.post(path, {"name": "Else.txt", "description": "", "version": "1"})
    long = client.post(path, {"name": "Offer.txt", "description": "x" * 2001, "version": "2"})

    assert saved["Location"] == f"/companies/{world.customer_a.pk}/?tab=files"
    page = client.get(saved["Location"]).content.decode()
    assert "Offer.txt" in page
    assert "First draft" in page
    assert (stale.status_code, "Somebody else saved" in stale.content.decode()) == (422, True)
    assert (long.status_code, "2000" in long.content.decode()) == (422, True)


def test_deleting_is_undone_from_the_toast(world, folder):
    file = put(world.user1, PNG, name="a.png", contact=world.contact)
    client = client_of(world.user1)

    deleted = client.post(f"/files/{file.pk}/delete/")
    page = client.get(deleted["Location"]).content.decode()
    assert f'action="/files/{file.pk}/restore/"' in page
    assert "a.png was deleted." in page
    assert client.get(f"/files/{file.pk}/").status_code == 404
    restored = client.post(f"/files/{file.pk}/restore/")

    assert restored["Location"] == f"/contacts/{world.contact.pk}/?tab=files"
    assert client.get(f"/files/{file.pk}/").getvalue() == PNG
    assert len(stored(folder)) == 1
    again = client.post(f"/files/{file.pk}/restore/")
    assert "not deleted" in client.get(again["Location"]).content.decode()


def test_the_timeline_tells_of_files_by_name(world):
    file = put(world.user1, name="offer.pdf", company=world.customer_a)
    put(world.user1, name="card.png", contact=world.contact)
    client = client_of(world.user1)
    client.post(f"/files/{file.pk}/edit/", {"name": "offer.pdf", "description": "x", "version": "1"})
    client.post(f"/files/{file.pk}/delete/")
    client.post(f"/files/{file.pk}/restore/")

    page = client.get(f"/companies/{world.customer_a.pk}/?tab=activity").content.decode()
    of_contact = client.get(f"/contacts/{world.contact.pk}/?tab=activity").content.decode()

    for sentence in (
        "added the file <b>offer.pdf",
        "changed the file",
        "deleted the file",
        "brought the file",
        "card.png",
    ):
        assert sentence in page
    assert "added the file <b>card.png" in of_contact


def test_the_pages_before_a_deletion_count_the_files(world):
    put(world.admin, company=world.customer_b)
    put(world.admin, contact=world.contact)
    client = client_of(world.admin)

    assert "1 file" in client.get(f"/companies/{world.customer_b.pk}/delete/").content.decode()
    assert "1 file goes along" in client.get(f"/contacts/{world.contact.pk}/delete/").content.decode()


def test_names_are_escaped_wherever_they_stand(world):
    file = put(
        world.user1, PNG, name="<img src=x onerror=alert(1)>.png", company=world.customer_a, description="<b>"
    )
    client = client_of(world.user1)

    for path in (f"/companies/{world.customer_a.pk}/?tab=files", f"/files/{file.pk}/edit/",
                 f"/companies/{world.customer_a.pk}/?tab=activity"):  # fmt: skip
        assert "<img src=x" not in client.get(path).content.decode()


def test_the_tab_costs_fifteen_queries_at_most(world, django_assert_max_num_queries):
    for number in range(5):
        put(world.user1, PNG, name=f"{number}.png", company=world.customer_a)
        put(world.user1, PNG, name=f"{number}.png", contact=world.contact)

    for user in (world.admin, world.user1, world.manager1):
        for path in (f"/companies/{world.customer_a.pk}/", f"/contacts/{world.contact.pk}/"):
            client = client_of(user)
            with django_assert_max_num_queries(15):
                assert client.get(f"{path}?tab=files").status_code == 200


def test_many_files_come_in_pages(world):
    for number in range(51):
        put(world.user1, name=f"{number}.txt", company=world.customer_a)
    client = client_of(world.user1)

    first = client.get(f"/companies/{world.customer_a.pk}/?tab=files")

    assert "51 files" in first.content.decode()
    assert 'rel="next"' in first.content.decode()
