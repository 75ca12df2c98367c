"""
The scope reads its ids from the indexes alone; an owner's companies are found by their place; one index less to write.

The index of `parent` is dropped by its name: SQLite would otherwise make the whole table anew, and lose the triggers of
the search index with it.
"""

import django.db.models.deletion
from django.db import migrations, models

DROP = "DROP INDEX IF EXISTS companies_company_parent_id_7aa49cca"
MAKE = "CREATE INDEX companies_company_parent_id_7aa49cca ON companies_company (parent_id)"


class Migration(migrations.Migration):
    dependencies = [("companies", "0004_installed_roles")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(DROP, MAKE)],
            state_operations=[
                migrations.AlterField(
                    "company",
                    "parent",
                    models.ForeignKey(
                        "companies.company",
                        django.db.models.deletion.PROTECT,
                        null=True,
                        blank=True,
                        related_name="children",
                        verbose_name="parent",
                        db_index=False,
                    ),
                )
            ],
        ),
        migrations.RemoveIndex("company", "company_path"),
        migrations.RemoveIndex("company", "company_owner_company"),
        migrations.AddIndex("company", models.Index(fields=["path", "id"], name="company_path")),
        migrations.AddIndex(
            "company", models.Index(fields=["owner_company", "id"], name="company_owner_company")
        ),
        migrations.AddIndex("company", models.Index(fields=["owner", "path"], name="company_owner_path")),
    ]
