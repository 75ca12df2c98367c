"""What is known of a file; its bytes lie in the store, under a name that says nothing."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hanse.foundation.models import Stamped


class StoredFile(Stamped):
    """
    A file of a company, or of one of its contacts.

    `name` is a label and no path. `type` was judged by the content, `key` names the bytes in the store.
    """

    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="files", db_index=False)
    contact = models.ForeignKey(
        "contacts.Contact", models.CASCADE, null=True, blank=True, related_name="files", db_index=False
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    size = models.PositiveBigIntegerField(editable=False)
    type = models.CharField(max_length=100, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    key = models.CharField(max_length=40, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["company", "contact", "-id"], name="file_company"),
            models.Index(fields=["contact", "-id"], name="file_contact"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """The word of the journal: a file of a contact is hidden where contacts are."""
        return "file" if self.contact_id is None else "contact_file"

    def values(self) -> dict:
        """Return the file as the journal keeps it: with all that putting it back needs."""
        names = ("name", "description", "size", "type", "sha256", "key", "by_name", "created_at")
        return {"contact": self.contact_id, "by": self.by_id} | {name: getattr(self, name) for name in names}


class Discarded(models.Model):
    """Bytes that no row points at any more; the tidy task removes them 30 days later."""

    key = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "discarded"
        indexes = [models.Index(fields=["at"], name="discarded_at")]

    def __str__(self) -> str:
        return self.key
