"""The secret key: given by HANSE_SECRET_KEY, or made once and kept in the data folder."""

import os
import secrets
from pathlib import Path

from hanse.config.env import BadSetting, text


def secret_key(data: Path) -> str:
    """Return the key; write a new one readable by its owner only when none was given."""
    given = text("HANSE_SECRET_KEY")
    if given:
        if len(given) < 32:
            raise BadSetting("HANSE_SECRET_KEY", "is shorter than 32 characters.")
        return given
    path = data / "secret_key"
    try:
        return _kept(path) or _made(path)
    except OSError as error:
        raise BadSetting("HANSE_DATA", f"{data} cannot be written ({error.strerror}).") from error


def _kept(path: Path) -> str:
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def _made(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    # A process that starts at the same moment must not leave half a key: write beside, then link; the first one wins.
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.touch(mode=0o600)
    beside.write_text(key, encoding="ascii")
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    return path.read_text(encoding="ascii").strip()
