"""HANSE_FILES is a folder or a bucket, or refused with a sentence."""

import pytest

from hanse.config import settings as module
from hanse.config.env import BadSetting
from hanse.config.files import file_place


def test_without_a_value_files_lie_in_the_data_folder(tmp_path):
    assert file_place("", tmp_path) == str(tmp_path / "files")
    assert file_place(str(tmp_path / "elsewhere"), tmp_path) == str(tmp_path / "elsewhere")


def test_a_bucket_is_taken_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    assert file_place("s3://bucket/prefix", tmp_path) == "s3://bucket/prefix"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("ftp://host/files", "neither a folder"),
        ("s3://", "does not name a bucket"),
        ("s3://bucket/x?y=1", "does not name a bucket"),
        ("s3://key:secret@bucket", "does not name a bucket"),
        (str(module.PACKAGE / "web" / "static"), "inside the program"),
    ],
)
def test_anything_else_is_refused(value, sentence, tmp_path):
    with pytest.raises(BadSetting, match="HANSE_FILES") as refused:
        file_place(value, tmp_path)
    assert sentence in str(refused.value)


def test_half_a_pair_of_keys_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY", raising=False)

    with pytest.raises(BadSetting, match="AWS_SECRET_ACCESS_KEY"):
        file_place("s3://bucket", tmp_path)
