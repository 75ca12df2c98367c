"""What superadmins decide for the whole installation: which sections are hidden, and from whom."""

from django.db import models


class Section(models.TextChoices):
    """The sections that can be hidden; `crm` holds all the others."""

    CRM = "crm"
    COMPANIES = "companies"
    CONTACTS = "contacts"
    CONTRACTS = "contracts"
    INVOICES = "invoices"
    LEADS = "leads"


class VisibilityEntry(models.Model):
    """Hides a section: for everyone but superadmins, or for one profile."""

    section = models.CharField(max_length=12, choices=Section.choices)
    profile = models.ForeignKey("accounts.Profile", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "profile"], name="visibility_once"),
            models.UniqueConstraint(
                fields=["section"], condition=models.Q(profile__isnull=True), name="visibility_once_for_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} hidden for {self.profile or 'everyone'}"
