"""What a user and a profile hold, declared once: page, command line, import and journal read these lists."""

import re
import zoneinfo
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.accounts.models import User
from hanse.foundation import fields
from hanse.foundation.errors import BadValue
from hanse.foundation.fields import Field

# Letters without accents: the two databases agree only about their case.
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._@+-]*[A-Za-z0-9_])?")
PASSWORD_MOST = 1000


def login(raw: Any) -> str:
    """A login name: letters, digits and a few signs, no blanks."""
    value = fields.line(60)(raw)
    if value and not _LOGIN.fullmatch(value):
        raise BadValue(_("A login name holds letters a to z, digits and . _ - @ +, and no blanks."))
    return value


def language(raw: Any) -> str:
    """A language that the pages speak; empty is the language of the installation."""
    value = fields.line(10)(raw) or settings.LANGUAGE_CODE
    if value not in dict(settings.LANGUAGES):
        offered = ", ".join(code for code, _name in settings.LANGUAGES)
        raise BadValue(_("Choose one of these languages: %s.") % offered)
    return value


def time_zone(raw: Any) -> str:
    """A time zone by its name; empty is UTC."""
    value = fields.line(50)(raw) or "UTC"
    if value not in zoneinfo.available_timezones():
        raise BadValue(_("“%s” is not a time zone; write it like Europe/Madrid.") % value)
    return value


def theme(raw: Any) -> str:
    """Light, dark, or as the system has it."""
    value = fields.line(10)(raw) or User.Theme.SYSTEM
    if value not in User.Theme.values:
        raise BadValue(_("Choose one of: %s.") % ", ".join(User.Theme.values))
    return value


def password(raw: Any) -> str:
    """A password as it was typed; whether it is a good one is asked with the user at hand."""
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise BadValue(_("Write text."))
    if len(raw) > PASSWORD_MOST:
        raise BadValue(_("%s characters is the most.") % PASSWORD_MOST)
    return raw


OWN_SETTINGS = (
    Field("full_name", gettext_lazy("Full name"), fields.line(150)),
    Field("email", gettext_lazy("E-mail"), fields.email, kind="email"),
    Field("language", gettext_lazy("Language"), language, kind="choice"),
    Field("time_zone", gettext_lazy("Time zone"), time_zone, kind="choice"),
    Field("theme", gettext_lazy("Appearance"), theme, kind="choice"),
    Field(
        "keyboard_hints",
        gettext_lazy("Keyboard hints and single-letter keys"),
        fields.boolean,
        kind="boolean",
    ),
)

USER_FIELDS = (
    Field("username", gettext_lazy("Login name"), login, required=True),
    Field("full_name", gettext_lazy("Full name"), fields.line(150)),
    Field("email", gettext_lazy("E-mail"), fields.email, kind="email"),
    Field("profile", gettext_lazy("Profile"), fields.line(80), kind="choice", required=True),
    Field("company", gettext_lazy("Company"), fields.identifier, kind="company"),
    Field("language", gettext_lazy("Language"), language, kind="choice"),
    Field("time_zone", gettext_lazy("Time zone"), time_zone, kind="choice"),
    Field("is_active", gettext_lazy("Active"), fields.boolean, kind="boolean"),
    Field("is_superadmin", gettext_lazy("Superadmin"), fields.boolean, kind="boolean"),
    Field("is_web_form_user", gettext_lazy("Web-form user"), fields.boolean, kind="boolean"),
    Field("password", gettext_lazy("Password"), password, kind="password"),
)
PLAIN = (
    "username",
    "full_name",
    "email",
    "language",
    "time_zone",
    "theme",
    "keyboard_hints",
    "is_active",
    "is_superadmin",
    "is_web_form_user",
)

PROFILE_FIELDS = (
    Field("name", gettext_lazy("Name"), fields.line(80), required=True),
    Field("view", gettext_lazy("View"), fields.boolean, kind="boolean"),
    Field("write", gettext_lazy("Write"), fields.boolean, kind="boolean"),
    Field("manage", gettext_lazy("Manage"), fields.boolean, kind="boolean"),
)


def values_of(user: User) -> dict[str, Any]:
    """Return a user in the words of the export and the journal; never the password. His profile must be loaded."""
    return {name: getattr(user, name) for name in PLAIN} | {
        "profile": user.profile.name if user.profile_id else "",
        "company": user.company_id,
    }


def profile_values(profile) -> dict[str, Any]:
    """Return a profile in the words of the export and the journal."""
    return {
        "name": profile.name,
        "view": profile.can_view,
        "write": profile.can_write,
        "manage": profile.can_manage,
    }
