"""An index for the few who are disabled; the index of `company` goes, another one begins with it (see companies 0005)."""

import django.db.models.deletion
from django.db import migrations, models

DROP = "DROP INDEX IF EXISTS contacts_contact_company_id_537aca39"
MAKE = "CREATE INDEX contacts_contact_company_id_537aca39 ON contacts_contact (company_id)"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_search")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(DROP, MAKE)],
            state_operations=[
                migrations.AlterField(
                    "contact",
                    "company",
                    models.ForeignKey(
                        "companies.company",
                        django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        verbose_name="company",
                        db_index=False,
                    ),
                )
            ],
        ),
        migrations.AddIndex(
            "contact",
            models.Index(fields=["sort_name", "id"], condition=models.Q(disabled=True), name="contact_disabled"),
        ),
    ]
