"""The search index of a table: made by its migration, made again by `hanse migrate` where something dropped it."""

from collections.abc import Sequence

from django.db import DatabaseError, connection, transaction


def install(table: str) -> None:
    """Create what is missing of the search index over `table`.search_text."""
    if connection.vendor == "sqlite":
        _install_sqlite(table)
    else:
        _install_postgresql(table)


def remove(table: str) -> None:
    """Drop the search index of `table`."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for event in ("insert", "delete", "update"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_words_{event}")
            cursor.execute(f"DROP TABLE IF EXISTS {table}_words")
        else:
            cursor.execute(f"DROP INDEX IF EXISTS {table}_trigrams")
            cursor.execute(f"DROP INDEX IF EXISTS {table}_word_vector")


def bulk_begins() -> None:
    """Let PostgreSQL collect the index entries of many new rows until the end of this transaction; see `bulk_ended`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL gin_pending_list_limit = '256MB'")


def bulk_ended(table: str, columns: Sequence[str]) -> None:
    """
    Sort what was collected into the index, or every search would go through it row by row; and tell the planner anew
    how the values of `columns` are spread. All columns would take four times as long; autovacuum comes to them later.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = %s AND indexdef LIKE %s",
            [table, "%USING gin%"],
        )
        for (name,) in cursor.fetchall():
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [name])
        cursor.execute(f"ANALYZE {table} ({', '.join(columns)})")  # the caller's own table


def _install_sqlite(table: str) -> None:
    words = f"{table}_words"
    old = f"INSERT INTO {words}({words}, rowid, search_text) VALUES ('delete', old.id, old.search_text);"
    new = f"INSERT INTO {words}(rowid, search_text) VALUES (new.id, new.search_text);"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        complete = cursor.fetchone()[0] >= 3
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [words])
        fresh = cursor.fetchone() is None
        cursor.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {words} USING fts5("
            f"search_text, content='{table}', content_rowid='id', tokenize='trigram')"
        )
        cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {words}_insert AFTER INSERT ON {table} BEGIN {new} END")
        cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {words}_delete AFTER DELETE ON {table} BEGIN {old} END")
        cursor.execute(
            f"CREATE TRIGGER IF NOT EXISTS {words}_update AFTER UPDATE OF search_text ON {table} "
            f"WHEN old.search_text <> new.search_text BEGIN {old} {new} END"
        )
        if fresh or not complete:
            cursor.execute(f"INSERT INTO {words}({words}) VALUES ('rebuild')")


def _install_postgresql(table: str) -> None:
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {table}_trigrams ON {table} USING gin (search_text gin_trgm_ops)"
                )
        except DatabaseError:
            # Not allowed here, or not shipped with this server: word beginnings still work.
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {table}_word_vector ON {table} "
                "USING gin (to_tsvector('simple', search_text))"
            )
