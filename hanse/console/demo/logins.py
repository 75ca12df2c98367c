"""The logins of the demo data, whose password everybody knows."""

from hanse.accounts.models import User

PASSWORD = "hanse-demo"  # noqa: S105  published on purpose; `serve` guards it
LOGINS = ("admin", "user1", "manager1", "user2", "api_user")


def demo_logins() -> list[str]:
    """Return the active logins that still have the published password."""
    users = User.objects.filter(username__in=LOGINS, is_active=True).order_by("pk")
    return [user.username for user in users if user.check_password(PASSWORD)]
