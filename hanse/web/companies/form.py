"""The form of a company: its declared fields, its custom fields, and what was typed made fit for the action."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.companies.doubts import doubts
from hanse.companies.fields import FIELDS, values_of
from hanse.companies.models import Company, CompanyRole
from hanse.companies.naming import named
from hanse.customfields.models import CustomField
from hanse.customfields.values import fields_of
from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.web.records import custom
from hanse.web.records.form import RecordForm, control_for, country_choices, nothing_chosen
from hanse.web.records.picks import read_company, read_contact, read_user, record_text, user_text

BY_NAME = {field.name: field for field in FIELDS}
PARTS = (
    (gettext_lazy("Company"), ("name", "role", "tax_id", "country")),
    (gettext_lazy("Reaching it"), ("address", "phone", "email", "website")),
    (gettext_lazy("Belonging"), ("parent", "owner")),
    (gettext_lazy("Billing"), ("payment_conditions", "billing_contact")),
    (gettext_lazy("Notes"), ("comments",)),
)
WIDE = {"address", "comments"}


@dataclass
class CompanyForm:
    """A form with what is needed to read it again; `company` is None for a new one."""

    form: RecordForm
    custom: list[CustomField]
    company: Company | None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Return the controls by part of the form, custom sections last."""
        form = self.form
        declared: list[dict[str, Any]] = [
            {"title": title, "fields": [(form[name], name in WIDE) for name in names if name in form.fields]}
            for title, names in PARTS
        ]
        added = [
            {
                "title": block.name,
                "fields": [(form[f"custom.{each.pk}"], each.type == "textarea") for each in block.fields],
            }
            for block in custom.blocks(self.custom)
        ]
        return [part for part in (*declared, *added) if part["fields"]]


def company_form(
    user, company: Company | None, *, data: Mapping | None = None, given: Mapping | None = None
) -> CompanyForm:
    """Return the form of a company, or of a new one; `given` are values that a new one starts with."""
    added = fields_of("company")
    controls = {name: _control(name, company) for _title, names in PARTS for name in names}
    if company is None or not company.contacts.exists():
        # A company without contacts has nobody to choose.
        del controls["billing_contact"]
    controls |= custom.controls(added, options_url="/companies/options/")
    if company:
        for doubt in doubts(company.country, company.tax_id):
            controls[doubt.field].help_text = doubt.message
    initial = _initial(user, company) if company else _start(user, given or {})
    return CompanyForm(RecordForm(controls, data=data, initial=initial), added, company)


def raw_values(user, asked: CompanyForm, leave: Collection[str] = frozenset()) -> dict[str, Any]:
    """
    Return what was typed as the action takes it, without the fields to `leave` as they are.

    :raises Invalid: when what was typed into a field names no record.
    """
    typed = {name: value for name, value in asked.form.typed().items() if name not in leave}
    raw = {name: value for name, value in typed.items() if not name.startswith(custom.PREFIX)}
    problems = []
    for name in ("parent", "owner", "billing_contact"):
        if name not in raw:
            continue
        if asked.company and raw[name].strip() == asked.form.initial[name]:
            # Left as it was, also where the person cannot see what it is.
            del raw[name]
            continue
        try:
            raw[name] = _picked(user, name, raw[name], asked.company)
        except BadValue as bad:
            problems.append(Problem(name, bad.message))
    if problems:
        raise Invalid(problems)
    values = custom.typed_values(typed)
    return raw | ({"custom": values} if values else {})


def form_values(user, company: Company) -> dict[str, str]:
    """Return the values of a company as its form shows them."""
    return _initial(user, company)


def _picked(user, name: str, text: str, company: Company | None) -> Any:
    if name == "parent":
        return read_company(user, text)
    if name == "owner":
        return read_user(user, text)
    return read_contact(user, text, company_id=company.pk if company else 0)


def _control(name: str, company: Company | None):
    field = BY_NAME[name]
    if name == "role":
        roles = [(str(role.pk), role.name) for role in CompanyRole.objects.order_by("name")]
        return control_for(field, choices=nothing_chosen(roles))
    if name == "country":
        return control_for(field, choices=country_choices(company.country if company else ""))
    if name == "parent":
        control = control_for(field, pick="/companies/pick/")
        control.help_text = _("Without a parent it is visible to its owner only.")
        return control
    if name == "owner":
        control = control_for(field, pick="/companies/people/")
        control.required = True
        return control
    if name == "billing_contact":
        return control_for(field, pick=f"/contacts/pick/?company={company.pk if company else 0}")
    return control_for(field)


def _initial(user, company: Company) -> dict[str, str]:
    values = values_of(company)
    texts = {name: "" if value is None else str(value) for name, value in values.items() if name != "custom"}
    parent = named(user, [company.parent_id]).get(company.parent_id or 0)
    texts["parent"] = _parent_text(parent)
    texts["owner"] = user_text(company.owner)
    texts["billing_contact"] = record_text(company.billing_contact) if company.billing_contact else ""
    return texts | custom.initial(values["custom"])


def _parent_text(parent) -> str:
    if parent is None:
        return ""
    return record_text(parent) if parent.is_known else parent.name


def _start(user, given: Mapping[str, Any]) -> dict[str, str]:
    known = named(user, [given.get("parent"), user.company_id])
    asked = known.get(given.get("parent") or 0)
    parent = asked if asked and asked.is_known else known.get(user.company_id)
    return {"payment_conditions": "30", "owner": user_text(user), "parent": _parent_text(parent)}
