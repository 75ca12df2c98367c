"""The search index over companies, and true statistics for the columns of the access rule."""

from django.db import migrations

from hanse.search.index import install, remove

TABLE = "companies_company"
# The default keeps the 100 most frequent values: the 101st owner is then guessed at thousands of rows, and the page of
# somebody who sees fifty companies walks the whole name index (docs/decisions/0003).
SCOPE_COLUMNS = ("path", "owner_id", "owner_company", "parent_id")


def create(apps, schema_editor):
    install(TABLE)
    _statistics(schema_editor, 1000)


def drop(apps, schema_editor):
    remove(TABLE)
    _statistics(schema_editor, -1)


def _statistics(schema_editor, target):
    if schema_editor.connection.vendor == "postgresql":
        columns = ", ".join(f"ALTER COLUMN {column} SET STATISTICS {target}" for column in SCOPE_COLUMNS)
        schema_editor.execute(f"ALTER TABLE {TABLE} {columns}")


class Migration(migrations.Migration):
    dependencies = [("companies", "0002_initial")]
    operations = [migrations.RunPython(create, drop)]
