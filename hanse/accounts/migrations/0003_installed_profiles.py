"""The four profiles that an installation starts with."""

from django.db import migrations

# name, view, write, manage
PROFILES = [
    ("Reader", True, False, False),
    ("Standard user", True, True, False),
    ("Manager", True, True, True),
    ("Support", False, False, False),
]


def add_profiles(apps, schema_editor):
    profile = apps.get_model("accounts", "Profile")
    for name, view, write, manage in PROFILES:
        profile.objects.get_or_create(
            name=name, defaults={"can_view": view, "can_write": write, "can_manage": manage}
        )


def leave_profiles(apps, schema_editor):
    """Going back keeps them: a user may already have one."""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_initial")]
    operations = [migrations.RunPython(add_profiles, leave_profiles, elidable=True)]
