"""The form of a record that belongs to a company, and what was typed made fit for the action."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from hanse.companies.models import Company
from hanse.customfields.models import CustomField
from hanse.customfields.values import fields_of
from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.web.owned.pages import OwnedPages
from hanse.web.records import custom
from hanse.web.records.form import RecordForm, control_for
from hanse.web.records.picks import read_company, read_user, record_text, user_text


@dataclass
class OwnedForm:
    """A form with what is needed to read it again; `record` is None for a new one."""

    pages: OwnedPages
    form: RecordForm
    custom: list[CustomField]
    record: Any

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Return the controls by part of the form, custom sections last."""
        declared: list[dict[str, Any]] = [
            {"title": title, "fields": [(self.form[name], name in self.pages.wide) for name in names]}
            for title, names in self.pages.parts
        ]
        added: list[dict[str, Any]] = [
            {
                "title": block.name,
                "fields": [
                    (self.form[f"custom.{each.pk}"], each.type == "textarea") for each in block.fields
                ],
            }
            for block in custom.blocks(self.custom)
        ]
        return [*declared, *added]


def owned_form(
    pages: OwnedPages, record: Any, *, data: Mapping | None = None, company: Company | None = None
) -> OwnedForm:
    """Return the form of a record, or of a new one at `company`."""
    declared = {each.name: each for each in pages.room.fields}
    controls = {
        name: control_for(declared[name], pick=pages.list.picks.get(declared[name].kind, ""))
        for _title, names in pages.parts
        for name in names
    }
    added = custom_fields(pages)
    controls |= custom.controls(added, options_url=f"{pages.list.url}options/")
    initial = form_values(pages, record) if record else {"company": record_text(company) if company else ""}
    return OwnedForm(pages, RecordForm(controls, data=data, initial=initial), added, record)


def custom_fields(pages: OwnedPages) -> list[CustomField]:
    """Return the fields that the installation added to the records of the room; none where they have no place for them."""
    has_place = any(each.name == "custom" for each in pages.room.fields)
    return fields_of(pages.room.kind) if has_place else []


def form_values(pages: OwnedPages, record: Any) -> dict[str, Any]:
    """Return the values of a record as its form shows them."""
    values = dict(pages.room.values(record))
    own = custom.initial(values.pop("custom", {}))
    people = {
        each.name: user_text(getattr(record, each.name)) for each in pages.room.fields if each.kind == "user"
    }
    return values | own | people | {"company": record_text(record.company)}


def raw_values(user: Any, asked: OwnedForm, leave: Collection[str] = frozenset()) -> dict[str, Any]:
    """
    Return what was typed as the action takes it, without the fields to `leave` as they are.

    :raises Invalid: when what was typed as company names none.
    """
    typed = {name: value for name, value in asked.form.typed().items() if name not in leave}
    raw = {name: value for name, value in typed.items() if not name.startswith(custom.PREFIX)}
    if "company" in raw:
        try:
            raw["company"] = read_company(user, raw["company"], section=asked.pages.room.section)
        except BadValue as bad:
            raise Invalid([Problem("company", bad.message)]) from None
    for each in asked.pages.room.fields:
        if each.kind == "user" and each.name in raw:
            raw[each.name] = read_user(user, raw[each.name])
    values = custom.typed_values(typed)
    return raw | ({"custom": values} if values else {})
