"""Machines that stand at a customer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hanse.companies.owned import CompanyOwnedQuerySet
from hanse.foundation.models import BytewiseField, Stamped
from hanse.setup.models import Section


class MachineQuerySet(CompanyOwnedQuerySet):
    """Machines, always starting from the person who asks."""

    # Hidden with the whole CRM; a room that can be hidden alone has a section of its own.
    section = Section.CRM


class Machine(Stamped):
    """A machine; seen and changed by whoever sees and may change its company."""

    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="machines")
    name = models.CharField(_("name"), max_length=200)
    serial = models.CharField(_("serial number"), max_length=60, blank=True)
    price = models.PositiveIntegerField(_("price"), null=True, blank=True)
    in_use = models.BooleanField(_("in use"), default=True)
    custom = models.JSONField(default=dict, blank=True)

    sort_name = BytewiseField(editable=False)
    search_text = models.TextField(editable=False)

    objects = MachineQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["sort_name", "id"], name="machine_name"),
            models.Index(fields=["company", "sort_name", "id"], name="machine_company_name"),
        ]

    def __str__(self) -> str:
        return self.name
