"""Give a new installation the roles that most people start with."""

from django.db import migrations

ROLES = ["Customer", "Ex-customer", "Partner", "Provider", "Other"]


def add_roles(apps, schema_editor):
    role = apps.get_model("companies", "CompanyRole")
    for name in ROLES:
        role.objects.get_or_create(name=name)


def leave_roles(apps, schema_editor):
    """Going back keeps them: a company may already point at one."""


class Migration(migrations.Migration):
    dependencies = [("companies", "0003_search_and_statistics")]
    operations = [migrations.RunPython(add_roles, leave_roles, elidable=True)]
