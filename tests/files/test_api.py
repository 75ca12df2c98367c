"""Files at the API: the same rights and the same headers as on the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hanse.files.models import StoredFile
from tests.api.conftest import Callers, caller_for, errors
from tests.factories import make_contact
from tests.files.conftest import HTML, PNG, put, stored


@pytest.fixture
def api(cast) -> Callers:
    return Callers(*(caller_for(getattr(cast, who)) for who in ("admin", "user1", "manager1", "user2")))


def hand_in(caller, path, content=b"Hello", *, part="file", name="note.txt", headers=None, **form):
    data = {part: SimpleUploadedFile(name, content)} | form
    return caller.client.post(
        f"/api/v1/{path}", data, headers={"Authorization": f"Bearer {caller.text}"} | (headers or {})
    )


@pytest.mark.parametrize("part", ["file", "attachment"])
def test_a_file_is_handed_in_and_its_url_answers_to_the_token(world, api, part):
    path = f"companies/{world.customer_a.pk}/files"

    made = hand_in(api.user1, path, PNG, part=part, name="photo.png", description="The gate")

    assert made.status_code == 201
    shown = made.json()
    assert list(shown) == ["id", "name", "url", "size", "type", "description", "created_at", "created_by"]
    assert shown | {"id": 0, "url": "", "created_at": ""} == {
        "id": 0, "name": "photo.png", "url": "", "size": len(PNG), "type": "image/png", "description": "The gate",
        "created_at": "", "created_by": "user1",
    }  # fmt: skip
    assert made["Location"] == f"/api/v1/files/{shown['id']}"
    assert api.user1.get(f"files/{shown['id']}").json() == shown
    assert api.user1.get(path).json() == {"items": [shown], "next": None, "total": 1}
    content = api.user1.client.get(shown["url"], headers={"Authorization": f"Bearer {api.user1.text}"})
    assert (content.status_code, content.getvalue(), content["Content-Type"]) == (200, PNG, "image/png")
    assert content["Content-Disposition"].startswith("attachment")
    assert api.user2.client.get(shown["url"]).status_code == 401
    assert api.user2.get(f"files/{shown['id']}/content").status_code == 404


def test_the_name_in_the_form_comes_before_that_of_the_file(world, api):
    made = hand_in(api.user1, f"contacts/{world.contact.pk}/files", name="IMG_1.png", description="")
    other = api.user1.client.post(
        f"/api/v1/contacts/{world.contact.pk}/files",
        {"file": SimpleUploadedFile("IMG_2.png", b"x"), "name": "../Gate.png"},
        headers={"Authorization": f"Bearer {api.user1.text}"},
    )

    assert (made.json()["name"], other.json()["name"]) == ("IMG_1.png", "Gate.png")
    assert api.user1.get(f"contacts/{world.contact.pk}/files").json()["total"] == 2
    assert api.user1.get(f"companies/{world.customer_a.pk}/files").json()["total"] == 0


def test_name_and_description_change_with_the_version_in_hand(world, api):
    file = put(world.user1, company=world.customer_a)

    changed = api.user1.patch(f"files/{file.pk}", {"description": "Signed"}, If_Match='"1"')
    stale = api.user1.patch(f"files/{file.pk}", {"description": "Again"}, If_Match='"1"')

    assert (changed.status_code, changed.json()["description"], changed["ETag"]) == (200, "Signed", '"2"')
    assert (stale.status_code, stale.json()["current"]) == (412, 2)
    assert api.user1.patch(f"files/{file.pk}", {"size": 1}).status_code == 400
    assert "description" in errors(api.user1.patch(f"files/{file.pk}", {"description": "x" * 2001}))
    assert api.user1.delete(f"files/{file.pk}", If_Match='"1"').status_code == 412
    assert api.user1.delete(f"files/{file.pk}").status_code == 204
    assert api.user1.get(f"files/{file.pk}/content").status_code == 404


def test_pages_of_files_lead_on(world, api):
    for number in range(3):
        put(world.user1, name=f"{number}.txt", company=world.customer_a)
    path = f"companies/{world.customer_a.pk}/files"

    first = api.user1.get(path, "limit=2").json()
    second = api.user1.get(path, f"limit=2&cursor={first['next']}").json()

    assert [each["name"] for each in first["items"] + second["items"]] == ["2.txt", "1.txt", "0.txt"]
    assert second["next"] is None
    assert "cursor" in errors(api.user1.get(path, "cursor=nonsense"))


def test_forms_that_cannot_be_read_are_told_what_is_wrong(world, api):
    path = f"companies/{world.customer_a.pk}/files"
    token = {"Authorization": f"Bearer {api.user1.text}"}
    two = {"file": SimpleUploadedFile("a", b"a"), "attachment": SimpleUploadedFile("b", b"b")}

    assert "file" in errors(api.user1.post(path, {}))
    assert "file" in errors(api.user1.client.post(f"/api/v1/{path}", two, headers=token))
    assert hand_in(api.user1, path, part="upload").status_code == 400
    assert hand_in(api.user1, path, company="1").status_code == 400
    assert "file" in errors(hand_in(api.user1, path, b""))
    broken = api.user1.client.generic(
        "POST", f"/api/v1/{path}", b"nonsense", content_type="multipart/form-data", headers=token
    )
    assert broken.status_code == 400
    assert not StoredFile.objects.exists()


def test_P_16_what_is_too_large_is_413_and_leaves_nothing(world, api, settings, folder):
    settings.FILE_LIMIT = 1024 * 1024
    path = f"companies/{world.customer_a.pk}/files"

    over = hand_in(api.user1, path, b"x" * (1024 * 1024 + 1))
    assert over.status_code == 413
    assert "1 MB" in over.json()["detail"]
    settings.UPLOAD_LIMIT = 2 * 1024 * 1024
    for headers in ({}, {"Idempotency-Key": "k"}):
        far_over = hand_in(api.user1, path, b"x" * (3 * 1024 * 1024), headers=headers)
        assert far_over.status_code == 413
        assert "2 MB" in far_over.json()["detail"]
    assert stored(folder) == {}
    assert not StoredFile.objects.exists()


def test_a_full_disk_is_507_in_words(world, api, monkeypatch):
    import errno
    import os

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = hand_in(api.user1, f"companies/{world.customer_a.pk}/files")

    assert answer.status_code == 507
    assert "no room" in answer.json()["detail"]


def test_the_same_upload_sent_again_makes_one_file(world, api, folder):
    path = f"companies/{world.customer_a.pk}/files"

    first, again = (hand_in(api.user1, path, headers={"Idempotency-Key": "once"}) for _ in range(2))

    assert first.json() == again.json()
    assert StoredFile.objects.count() == len(stored(folder)) == 1


def test_T_06_strangers_get_nothing_at_all_by_any_path(world, api, client, folder):
    hidden = put(world.admin, b"canary-bytes", company=world.my_company)
    person = make_contact("Me", company=world.my_company, by=world.admin)
    theirs = put(world.admin, b"canary-bytes", contact=person)
    paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]

    for file in (hidden, theirs):
        for caller in (api.user1, api.manager1, api.user2):
            for path in (f"files/{file.pk}", f"files/{file.pk}/content"):
                answer = caller.get(path)
                assert (answer.status_code, b"canary" in answer.content) == (404, False)
            assert caller.patch(f"files/{file.pk}", {"name": "x"}).status_code == 404
            assert caller.delete(f"files/{file.pk}").status_code == 404
    for path in [*paths, *(path.rpartition("/")[2] for path in paths)]:
        for root in ("/", "/static/", "/media/", "/files/", "/static/../files/", "/api/v1/files/"):
            answer = client.get(root + path)
            assert answer.status_code in {302, 401, 404}
            assert b"canary" not in answer.content


def test_html_stays_text_whatever_it_is_called(world, api):
    made = hand_in(api.user1, f"companies/{world.customer_a.pk}/files", HTML, name="photo.png")

    content = api.user1.get(f"files/{made.json()['id']}/content")

    assert content["Content-Type"] == "text/plain; charset=utf-8"
    assert content["X-Content-Type-Options"] == "nosniff"
    assert content["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert content["Cache-Control"] == "no-store, private"
