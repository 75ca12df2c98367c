"""What the list of companies offers for its selected rows."""

from typing import Any

from django.utils.translation import ngettext

from hanse.companies.bulk_edit import CUSTOM, edit_many, editable_fields, foresee
from hanse.companies.models import CompanyRole
from hanse.customfields.values import fields_of
from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.web.lists.bulk import Bulk
from hanse.web.records.form import country_choices, nothing_chosen
from hanse.web.records.picks import read_user


def _control(user: Any, name: str) -> tuple[list[tuple[str, str]], str]:
    if name == "owner":
        return [], "/companies/people/"
    if name == "role":
        roles = [(str(role.pk), role.name) for role in CompanyRole.objects.order_by("name")]
        return list(nothing_chosen(roles)), ""
    if name == "country":
        return list(country_choices()), ""
    if name.startswith(CUSTOM):
        field = next(each for each in fields_of("company") if f"{CUSTOM}{each.pk}" == name)
        options = [(option, option) for option in field.options]
        return (list(nothing_chosen(options)) if options else []), ""
    return [], ""


def _read(user: Any, name: str, text: str) -> Any:
    if name != "owner":
        return text
    try:
        return read_user(user, text)
    except BadValue as bad:
        raise Invalid([Problem("owner", bad.message)]) from bad


def _said(changed: int) -> str:
    sentence = ngettext("%(count)s company was changed.", "%(count)s companies were changed.", changed)
    return sentence % {"count": changed}


BULK = Bulk(editable_fields, foresee, edit_many, _control, _read, _said)
