"""Questions about what is hidden."""

from django.db.models import F, QuerySet

from hanse.setup.models import VisibilityEntry


def entries() -> QuerySet[VisibilityEntry]:
    """Return every entry, those for everyone first."""
    return VisibilityEntry.objects.select_related("profile").order_by(
        "section", F("profile__name").asc(nulls_first=True)
    )


def hidden_from_everyone(section: str) -> bool:
    """Tell whether everyone but superadmins is kept from `section`."""
    return VisibilityEntry.objects.filter(section=section, profile__isnull=True).exists()
