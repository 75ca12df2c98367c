"""Turn HANSE_FILES into the place where files are kept."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from hanse.config.env import BadSetting

NAME = "HANSE_FILES"


def file_place(value: str, data: Path) -> str:
    """
    Return the path of a folder, or `s3://bucket/prefix`; without a value the folder `files` in the data folder.

    :raises BadSetting: for an address of any other kind, a folder that is served as it is, a bucket without its keys.
    """
    if value.startswith("s3://"):
        return _bucket(value)
    if "://" in value:
        raise BadSetting(NAME, f"“{value}” is neither a folder nor an address such as s3://bucket/prefix.")
    folder = Path(value).expanduser().resolve() if value else data / "files"
    served = Path(__file__).resolve().parent.parent
    if folder == served or served in folder.parents:
        raise BadSetting(NAME, f"“{folder}” lies inside the program; choose a folder outside of it.")
    return str(folder)


def _bucket(value: str) -> str:
    parts = urlsplit(value)
    if not parts.netloc or parts.query or parts.fragment or "@" in parts.netloc:
        raise BadSetting(NAME, f"“{value}” does not name a bucket as in s3://bucket/prefix.")
    if bool(os.environ.get("AWS_ACCESS_KEY_ID")) != bool(os.environ.get("AWS_SECRET_ACCESS_KEY")):
        raise BadSetting(
            NAME, "needs both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role of the machine."
        )
    return value
