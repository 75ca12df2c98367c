"""Machines, with the index by which they are searched."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import hanse.foundation.models
from hanse.search.index import install, remove

TABLE = "machines_machine"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("companies", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Machine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("serial", models.CharField(blank=True, max_length=60, verbose_name="serial number")),
                ("price", models.PositiveIntegerField(blank=True, null=True, verbose_name="price")),
                ("in_use", models.BooleanField(default=True, verbose_name="in use")),
                ("custom", models.JSONField(blank=True, default=dict)),
                ("sort_name", hanse.foundation.models.BytewiseField(editable=False)),
                ("search_text", models.TextField(editable=False)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="machines",
                        to="companies.company",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sort_name", "id"], name="machine_name"),
                    models.Index(fields=["company", "sort_name", "id"], name="machine_company_name"),
                ],
            },
        ),
        migrations.RunPython(lambda apps, editor: install(TABLE), lambda apps, editor: remove(TABLE)),
    ]
