"""The hinge of the house: companies and their roles."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hanse.companies.querysets import CompanyQuerySet
from hanse.foundation.models import BytewiseField, Stamped


class CompanyRole(models.Model):
    """What a company is to us: customer, partner, provider …"""

    name = models.CharField(_("name"), max_length=100, unique=True)
    description = models.TextField(_("description"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Company(Stamped):
    """
    A customer, partner, provider, or a company of ours.

    Derived columns, each written by one action only: `sort_name`, `name_key`, `tax_key`, `search_text` from the
    values; `path` ("1/57/1234/", ancestors and itself) and `owner_company` carry the access rule. Both are NULL
    without a parent, so rule A6 needs no code: NULL matches neither range nor equality.
    """

    name = models.CharField(_("name"), max_length=300)
    address = models.TextField(_("address"), blank=True)
    tax_id = models.CharField(_("tax ID"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    website = models.CharField(_("website"), max_length=300, blank=True)
    comments = models.TextField(_("comments"), blank=True)
    role = models.ForeignKey(
        CompanyRole, models.PROTECT, null=True, blank=True, verbose_name=_("role"), db_index=False
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
        # company_name_among_siblings begins with it.
        db_index=False,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="companies",
        verbose_name=_("owner"),
        db_index=False,
    )
    billing_contact = models.ForeignKey(
        "contacts.Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("billing contact"),
        db_index=False,
    )
    payment_conditions = models.PositiveIntegerField(_("payment conditions"), default=30)
    last_activity = models.DateTimeField(_("last activity"), default=timezone.now)
    custom = models.JSONField(default=dict, blank=True)

    sort_name = BytewiseField(editable=False)
    name_key = BytewiseField(editable=False)
    tax_key = models.CharField(max_length=60, blank=True, editable=False)
    search_text = models.TextField(editable=False)
    path = BytewiseField(null=True, editable=False)
    owner_company = models.BigIntegerField(null=True, editable=False)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "companies"
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name_key"],
                condition=Q(parent__isnull=False),
                name="company_name_among_siblings",
            ),
            models.UniqueConstraint(
                fields=["owner", "name_key"],
                condition=Q(parent__isnull=True),
                name="company_name_among_parentless",
            ),
            models.UniqueConstraint(fields=["tax_key"], condition=~Q(tax_key=""), name="company_tax_id_once"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="company_not_own_parent"),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="company_name"),
            models.Index(F("last_activity").desc(), F("id").desc(), name="company_activity"),
            # With the id, so that the ids of a scope come from the index alone.
            models.Index(fields=["path", "id"], name="company_path"),
            models.Index(fields=["owner_company", "id"], name="company_owner_company"),
            models.Index(fields=["owner", "path"], name="company_owner_path"),
            models.Index(
                F("owner"), F("last_activity").desc(), F("id").desc(), name="company_owner_activity"
            ),
            models.Index(fields=["country", "role", "sort_name", "id"], name="company_country_role"),
            models.Index(fields=["role", "sort_name", "id"], name="company_role_name"),
            models.Index(
                fields=["billing_contact"],
                condition=Q(billing_contact__isnull=False),
                name="company_billing_contact",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """What the paths of the companies below this one start with."""
        return self.path or f"{self.pk}/"

    @property
    def ancestor_ids(self) -> list[int]:
        """The ids above this company, from the top; without a parent none."""
        return [int(part) for part in (self.path or "").split("/")[:-2]]


class LongChange(models.Model):
    """
    A change that a worker does because it takes thousands of companies along (`moving.py`): `values` are the new ones.

    It is of a company, which moves with all that is below it, or of a user, whom all that he owns follows. With a
    `message` it was refused in the end.
    """

    company = models.OneToOneField(Company, models.CASCADE, null=True, related_name="long_change")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="long_change"
    )
    values = models.JSONField()
    # Who asked, as the journal will tell it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    door = models.CharField(max_length=10)
    request_id = models.CharField(max_length=64)
    takes_back = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    done = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField()
    message = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(company__isnull=True, user__isnull=False)
                | Q(company__isnull=False, user__isnull=True),
                name="long_change_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.company or self.user} {self.values}"

    @property
    def percent(self) -> int:
        """How far it is."""
        return min(99, 100 * self.done // max(self.rows, 1))
