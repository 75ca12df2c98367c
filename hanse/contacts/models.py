"""People at companies: information only, never a login."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hanse.contacts.querysets import ContactQuerySet
from hanse.foundation.models import BytewiseField, Stamped


class Contact(Stamped):
    """A person who works for a company; seen and changed by whoever sees and may change the company."""

    company = models.ForeignKey(
        "companies.Company",
        models.CASCADE,
        related_name="contacts",
        verbose_name=_("company"),
        # contact_company_name begins with it.
        db_index=False,
    )
    full_name = models.CharField(_("full name"), max_length=200)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    mobile = models.CharField(_("mobile"), max_length=60, blank=True)
    position = models.CharField(_("position"), max_length=150, blank=True)
    description = models.TextField(_("description"), blank=True)
    disabled = models.BooleanField(_("disabled"), default=False)

    sort_name = BytewiseField(editable=False)
    search_text = models.TextField(editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["sort_name", "id"], name="contact_name"),
            models.Index(fields=["company", "sort_name", "id"], name="contact_company_name"),
            models.Index(fields=["sort_name", "id"], condition=Q(disabled=True), name="contact_disabled"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def values(self) -> dict:
        """Return the contact in the words of the API, the export and the journal."""
        names = ("full_name", "email", "phone", "mobile", "position", "description", "disabled")
        return {"company": self.company_id} | {name: getattr(self, name) for name in names}
