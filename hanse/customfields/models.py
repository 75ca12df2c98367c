"""Fields that an installation adds to its companies (and, later, to each contract type)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FieldSection(models.Model):
    """A named block of custom fields on record and form."""

    target = models.CharField(max_length=40, default="company")
    name = models.CharField(_("name"), max_length=100)
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["target", "name"], name="section_name_once")]

    def __str__(self) -> str:
        return self.name


class CustomField(models.Model):
    """One field; its values live in the `custom` column of the record, under its id."""

    class Type(models.TextChoices):
        TEXT = "text", _("Text")
        TEXTAREA = "textarea", _("Long text")
        COMBO = "combo", _("Choice")
        LINKED = "linked", _("Dependent choice")
        NUMERIC = "numeric", _("Number")
        DATE = "date", _("Date")

    # "company", or "contract_type:<id>"
    target = models.CharField(max_length=40, default="company")
    section = models.ForeignKey(
        FieldSection, models.SET_NULL, null=True, blank=True, related_name="fields", verbose_name=_("section")
    )
    label = models.CharField(_("label"), max_length=100)
    type = models.CharField(_("type"), max_length=10, choices=Type.choices, default=Type.TEXT)
    # combo and a linked root: ["A", "B"]; a linked child: ["A|a1", "A|a2", "B|b1"]
    options = models.JSONField(_("options"), default=list, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("depends on")
    )
    order = models.PositiveIntegerField(_("order"), default=0)
    show_in_list = models.BooleanField(_("show in list"), default=False)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["target", "label"], name="field_label_once")]

    def __str__(self) -> str:
        return self.label
