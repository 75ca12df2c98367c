"""The history of what superadmins keep: users, profiles, roles, custom fields and sections."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.accounts.fields import OWN_SETTINGS, PROFILE_FIELDS, USER_FIELDS
from hanse.accounts.models import User
from hanse.companies.roles import FIELDS as ROLE_FIELDS
from hanse.customfields.fields import FIELDS as CUSTOM_FIELDS
from hanse.customfields.fields import SECTION_FIELDS
from hanse.customfields.models import CustomField
from hanse.web.records.history import RecordHistory, read_history
from hanse.web.records.values import EMPTY, Reading

LABELS = {
    field.name: field.label
    for field in (*SECTION_FIELDS, *CUSTOM_FIELDS, *ROLE_FIELDS, *PROFILE_FIELDS, *OWN_SETTINGS, *USER_FIELDS)
}
# Values that are stored as codes, in the words of the forms.
WORDS: dict[str, dict[str, Any]] = {
    "language": dict(settings.LANGUAGES),
    "target": {"company": gettext_lazy("Companies")},
    "theme": dict(User.Theme.choices),
    "type": dict(CustomField.Type.choices),
}


class SetupReading(Reading):
    """Reads the fields of Setup: a parent is a custom field here, and options are a list."""

    def label(self, name: str) -> str:
        """Return what a field is called on the pages."""
        return str(LABELS.get(name, name))

    def text(self, name: str, value: Any) -> str:
        """Return what a value says; nothing is empty."""
        if value in EMPTY:
            return ""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, list):
            return "\n".join(str(each) for each in value)
        if name in WORDS:
            return str(WORDS[name].get(value, value))
        if name == "parent":
            field = self._custom.get(str(value))
            return field.label if field else _("A custom field that is gone")
        return self.company(value) if name == "company" else str(value)


def setup_history(request: HttpRequest, kind: str, record: Any) -> RecordHistory | None:
    """Return the history of a record of Setup; None for one that is not stored yet."""
    return read_history(request, kind, record.pk, reading=SetupReading) if record is not None else None
