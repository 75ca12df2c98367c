"""The search index over contacts."""

from django.db import migrations

from hanse.search.index import install, remove

TABLE = "contacts_contact"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]
    operations = [migrations.RunPython(lambda apps, editor: install(TABLE), lambda apps, editor: remove(TABLE))]
