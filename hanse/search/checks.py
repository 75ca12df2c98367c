"""Checking that the search index of a table says what the table says."""

from collections.abc import Iterator

from django.db import DatabaseError, connection


def wrong_index(table: str) -> Iterator[str]:
    """Yield a sentence when the search index of `table` is missing or does not agree with it."""
    if connection.vendor == "sqlite":
        yield from _wrong_sqlite(table)
    else:
        yield from _wrong_postgresql(table)


def _wrong_sqlite(table: str) -> Iterator[str]:
    try:
        with connection.cursor() as cursor:
            # Compares the index with the table that it is of; the table's name comes from a model.
            cursor.execute(f"INSERT INTO {table}_words({table}_words, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    except DatabaseError:
        yield f"The search index of {table} does not agree with it. Run: hanse migrate"


def _wrong_postgresql(table: str) -> Iterator[str]:
    names = [f"{table}_trigrams", f"{table}_word_vector"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = ANY(%s)", [names])
        if not cursor.fetchone()[0]:
            yield f"The search index of {table} is missing. Run: hanse migrate"
