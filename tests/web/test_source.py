"""The code that runs, for those who use it."""

import io
import zipfile

import pytest

from hanse.version import VERSION

pytestmark = pytest.mark.django_db


def test_whoever_uses_it_gets_the_running_code(cast, client):
    client.force_login(cast.user1)

    answer = client.get("/source/")

    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    names = set(archive.namelist())
    top = f"hanse-{VERSION}"
    assert {f"{top}/LICENSE", f"{top}/requirements/run.txt", f"{top}/hanse/web/source.py"} <= names
    assert f'filename="{top}.zip"' in answer["Content-Disposition"]
    assert not [name for name in names if name.endswith((".sqlite3", ".key", ".pyc"))]
