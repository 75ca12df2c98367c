"""Turn DATABASE_URL into Django's dictionary; an embedded SQLite file when it is empty."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from hanse.config.env import BadSetting

SQLITE_INIT = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;"
)


def database(url: str, data: Path) -> dict:
    """
    Return the DATABASES entry for `url`.

    :raises BadSetting: unless the scheme is sqlite or postgresql.
    """
    if not url:
        return _sqlite(str(data / "hanse.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path) or ":memory:")
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(parts)
    raise BadSetting(
        "DATABASE_URL", f"“{parts.scheme}” is not a database we know; use postgresql:// or sqlite:///."
    )


def _sqlite(name: str) -> dict:
    # IMMEDIATE takes the write lock at the start: with SQLite's default, writers meet "database is locked".
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_INIT},
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": None,
    }


def _postgresql(parts) -> dict:
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or options.pop("host", ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
