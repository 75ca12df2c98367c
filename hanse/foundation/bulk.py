"""
Writing thousands of rows at once, without an object per row: COPY on PostgreSQL, executemany on SQLite.

For imports and their undo. Rows are plain tuples in the order of the named columns, already clean; whoever writes here
writes the journal beside it (`journal/recording.py: record_in_bulk`).
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from django.db import connection, models

# Up to here one INSERT is as fast as COPY.
FEW = 300
# SQLite allows 32,766 parameters in one statement.
MOST_PARAMETERS = 30_000
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def allot_ids(model: type[models.Model], count: int) -> list[int]:
    """Return `count` fresh ids of a table, in rising order; call inside the transaction that inserts the rows."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608  the model's own table
        last = max(last, cursor.fetchone()[0])
    return list(range(last + 1, last + 1 + count))


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert `rows`, each holding the columns `names` (attribute names of the model) in their order."""
    if not rows:
        return
    columns = ", ".join(f'"{_column(model, name)}"' for name in names)
    table = model._meta.db_table
    ready = _converted(model, names, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > FEW:
            with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                for row in ready:
                    copy.write_row(row)
        elif connection.vendor == "postgresql":
            _insert_together(cursor, table, columns, list(ready))
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', list(ready))  # noqa: S608


def update_rows(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Update rows by id: each of `rows` holds the columns `names` in their order, and the id last."""
    if not rows:
        return
    settings = ", ".join(f'"{_column(model, name)}" = %s' for name in names)
    table = model._meta.db_table
    ready = list(_converted(model, [*names, "id"], rows))
    with connection.cursor() as cursor:
        cursor.executemany(f'UPDATE "{table}" SET {settings} WHERE id = %s', ready)  # noqa: S608


def delete_rows(model: type[models.Model], ids: Sequence[int]) -> None:
    """Delete rows by id, without looking for what hangs from them: the caller has seen that nothing does."""
    if ids:
        model._base_manager.filter(pk__in=ids)._raw_delete(connection.alias)


def pairs_of(sql: str, pairs: Sequence[tuple[Any, Any]]) -> list[tuple]:
    """
    Run `sql` over many pairs at once; in it `{pairs}` stands for a table of pairs with the columns `a` (a number) and `b`.

    Names of tables and columns in `sql` are the caller's own; the pairs are parameters.
    """
    if not pairs:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            table = "(SELECT * FROM unnest(%s::bigint[], %s::text[])) AS pairs (a, b)"
            parameters: list[Any] = [[a for a, _ in pairs], [b for _, b in pairs]]
        else:
            table = "(SELECT value ->> 0 AS a, value ->> 1 AS b FROM json_each(%s)) AS pairs"
            parameters = [json.dumps(list(pairs))]
        cursor.execute(sql.replace("{pairs}", table), parameters)
        return cursor.fetchall()


def _insert_together(cursor, table: str, columns: str, rows: list[tuple]) -> None:
    marks = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
    at_once = MOST_PARAMETERS // len(rows[0])
    for start in range(0, len(rows), at_once):
        part = rows[start : start + at_once]
        every = ", ".join([marks] * len(part))
        cursor.execute(
            f'INSERT INTO "{table}" ({columns}) VALUES {every}',  # noqa: S608
            [value for row in part for value in row],
        )


def _converted(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Iterable[tuple]:
    """Return the rows as the database driver takes them; only JSON and moments need a change."""
    special = [(place, convert) for place, name in enumerate(names) if (convert := _converter(model, name))]
    for row in rows:
        values = list(row)
        for place, convert in special:
            values[place] = convert(values[place])
        yield tuple(values)


def _converter(model: type[models.Model], name: str) -> Callable[[Any], Any] | None:
    field = model._meta.get_field(name)
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        return connection.ops.adapt_datetimefield_value
    return None


def _json(value: Any) -> str | None:
    return None if value is None else _ENCODER.encode(value)


def _column(model: type[models.Model], name: str) -> str:
    return cast(Any, model._meta.get_field(name)).column
