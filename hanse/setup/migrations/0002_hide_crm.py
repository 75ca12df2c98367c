"""A new installation hides the CRM from everyone but superadmins; the first-run checklist removes the entry."""

from django.db import migrations


def hide_crm(apps, schema_editor):
    apps.get_model("setup", "VisibilityEntry").objects.get_or_create(section="crm", profile=None)


def leave(apps, schema_editor):
    """Going back keeps the entry: it may be wanted."""


class Migration(migrations.Migration):
    dependencies = [("setup", "0001_initial")]
    operations = [migrations.RunPython(hide_crm, leave, elidable=True)]
