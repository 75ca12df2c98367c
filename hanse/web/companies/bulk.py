"""What the list of companies offers for its selected rows."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hanse.companies.bulk_edit import BY_NAME, CUSTOM
from hanse.companies.bulk_sight import sight_after
from hanse.companies.models import CompanyRole
from hanse.customfields.models import CustomField
from hanse.customfields.values import choices_for, fields_of
from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.journal.actor import Actor
from hanse.web.lists.bulk import Bulk, Control
from hanse.web.records.form import country_choices, nothing_chosen
from hanse.web.records.picks import read_company, read_user


def _control(user: Any, name: str) -> Control:
    if name.startswith(CUSTOM):
        return _custom_control(next(each for each in fields_of("company") if f"{CUSTOM}{each.pk}" == name))
    if name == "role":
        roles = [(str(role.pk), role.name) for role in CompanyRole.objects.order_by("name")]
        return Control(choices=list(nothing_chosen(roles)))
    if name == "country":
        return Control(choices=list(country_choices()))
    picks = {"owner": "/companies/people/", "parent": "/companies/pick/"}
    return Control(pick=picks.get(name, ""), lines=BY_NAME[name].kind == "lines")


def _custom_control(custom: CustomField) -> Control:
    options = [(option, option) for option in dict.fromkeys(choices_for(custom))]
    return Control(
        choices=list(nothing_chosen(options)) if options else (),
        lines=custom.type == CustomField.Type.TEXTAREA,
    )


def _read(user: Any, name: str, text: str) -> Any:
    try:
        if name == "owner":
            return read_user(user, text)
        return read_company(user, text) if name == "parent" else text
    except BadValue as bad:
        raise Invalid([Problem(name, bad.message)]) from bad


def _changed(count: int) -> str:
    return ngettext("%(count)s company was changed.", "%(count)s companies were changed.", count) % {
        "count": count
    }


def _deleted(count: int) -> str:
    return ngettext("%(count)s company was deleted.", "%(count)s companies were deleted.", count) % {
        "count": count
    }


def _sight(rows: Any, name: str, raw: Any, by: Actor) -> Sequence[str]:
    """Say how many people would gain and lose sight of some of the rows."""
    if name not in {"owner", "parent"}:
        return ()
    gains, loses, exact = sight_after(rows, name, raw, by)
    gained = ngettext(
        "%(count)s person would gain sight of some of them.",
        "%(count)s people would gain sight of some of them.",
        gains,
    )
    lost = ngettext(
        "%(count)s person would lose sight of some of them.",
        "%(count)s people would lose sight of some of them.",
        loses,
    )
    told = [sentence % {"count": count} for sentence, count in ((gained, gains), (lost, loses)) if count]
    return told if exact else [*told, _("More may: not all were looked at.")]


BULK = Bulk(_control, _read, _changed, _deleted, _sight)
