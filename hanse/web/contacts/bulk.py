"""What the list of contacts offers for its selected rows."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hanse.contacts.bulk_edit import BY_NAME
from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.setup.models import Section
from hanse.web.lists.bulk import Bulk, Control
from hanse.web.records.picks import read_company


def _control(user: Any, name: str) -> Control:
    if name == "disabled":
        return Control(choices=[("0", _("No")), ("1", _("Yes"))])
    return Control(
        pick="/contacts/companies/" if name == "company" else "", lines=BY_NAME[name].kind == "lines"
    )


def _read(user: Any, name: str, text: str) -> Any:
    try:
        return read_company(user, text, section=Section.CONTACTS) if name == "company" else text
    except BadValue as bad:
        raise Invalid([Problem(name, bad.message)]) from bad


def _changed(count: int) -> str:
    return ngettext("%(count)s contact was changed.", "%(count)s contacts were changed.", count) % {
        "count": count
    }


def _deleted(count: int) -> str:
    return ngettext("%(count)s contact was deleted.", "%(count)s contacts were deleted.", count) % {
        "count": count
    }


BULK = Bulk(_control, _read, _changed, _deleted)
