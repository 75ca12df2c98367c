"""What people did with a company or a contact, in their words. What the house noticed itself is in the journal."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Activity(models.Model):
    """A note, call or meeting on a company, or on one of its contacts."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        CALL = "call", _("Call")
        MEETING = "meeting", _("Meeting")

    company = models.ForeignKey(
        "companies.Company", models.CASCADE, related_name="activities", db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", models.CASCADE, null=True, blank=True, related_name="activities", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NOTE)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "activities"
        indexes = [
            models.Index(fields=["company", "-at", "-id"], name="activity_company"),
            models.Index(fields=["contact", "-at", "-id"], name="activity_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.company_id}"

    def values(self) -> dict:
        """Return the entry in the words of the API and the journal."""
        return {
            "contact": self.contact_id,
            "kind": self.kind,
            "text": self.text,
            "by": self.by_name,
            "at": self.at,
        }
