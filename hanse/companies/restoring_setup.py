"""The way back of what superadmins keep: users, profiles, roles, custom fields, sections, visibility."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.accounts.actions import change_own_settings, delete_profile, save_profile
from hanse.accounts.fields import OWN_SETTINGS, PROFILE_FIELDS, USER_FIELDS, profile_values
from hanse.accounts.fields import values_of as user_values
from hanse.accounts.models import Profile, User
from hanse.companies.customfields import COMPANY_VALUES
from hanse.companies.models import CompanyRole
from hanse.companies.roles import FIELDS as ROLE_FIELDS
from hanse.companies.roles import delete_role, save_role
from hanse.companies.roles import values_of as role_values
from hanse.companies.staff import save_user
from hanse.customfields.actions import (
    delete_field,
    delete_section,
    field_values,
    save_field,
    save_section,
    section_values,
)
from hanse.customfields.fields import FIELDS as CUSTOM_FIELDS
from hanse.customfields.fields import SECTION_FIELDS
from hanse.customfields.models import CustomField, FieldSection
from hanse.foundation.errors import NotFound, Refused
from hanse.journal.actor import Actor
from hanse.journal.models import Change
from hanse.journal.undoing import Undoer, check_unchanged, old_values, values_before_end
from hanse.setup.actions import hide_section, remove_entry
from hanse.setup.models import VisibilityEntry

LABELS = {
    field.name: field.label
    for field in (*SECTION_FIELDS, *CUSTOM_FIELDS, *ROLE_FIELDS, *PROFILE_FIELDS, *OWN_SETTINGS, *USER_FIELDS)
}
OWN = {field.name for field in OWN_SETTINGS}


def _label(name: str) -> str:
    return str(LABELS.get(name, name))


def _held(model: Any, change: Change) -> Any:
    """Return a record of Setup, locked. Who may change it is asked by the action that follows."""
    row = model._default_manager.select_for_update().filter(pk=change.about).first()
    if row is None:
        raise NotFound(_("It is not there any more."))
    return row


def _one_by_one(
    model: Any, again: Callable[[Change, Actor], Any]
) -> Callable[[Sequence[Change], Actor], None]:
    def bring_back(changes: Sequence[Change], by: Actor) -> None:
        for change in changes:
            if model._default_manager.filter(pk=change.about).exists():
                raise Refused(_("It is there already."))
            again(change, by)

    return bring_back


def _remove_role(change: Change, by: Actor) -> None:
    check_unchanged(change, role_values(_held(CompanyRole, change)), _label)
    delete_role(change.about, by=by)


def _put_role_back(change: Change, by: Actor) -> None:
    raw = old_values(change, role_values(_held(CompanyRole, change)), _label)
    save_role(raw, by=by, role_id=change.about)


def _role_again(change: Change, by: Actor) -> None:
    save_role(values_before_end(change), by=by, again=change.about)


def _remove_profile(change: Change, by: Actor) -> None:
    profile = _held(Profile, change)
    check_unchanged(change, profile_values(profile), _label)
    delete_profile(profile, by=by)


def _put_profile_back(change: Change, by: Actor) -> None:
    profile = _held(Profile, change)
    save_profile(old_values(change, profile_values(profile), _label), by=by, profile=profile)


def _profile_again(change: Change, by: Actor) -> None:
    save_profile(values_before_end(change), by=by, again=change.about)


def _remove_field(change: Change, by: Actor) -> None:
    field = _held(CustomField, change)
    check_unchanged(change, field_values(field), _label)
    if held := COMPANY_VALUES.count(field):
        raise Refused(_("%s records hold a value of it by now.") % held)
    delete_field(field.pk, by=by, values=COMPANY_VALUES)


def _put_field_back(change: Change, by: Actor) -> None:
    raw = old_values(change, field_values(_held(CustomField, change)), _label)
    save_field(raw, by=by, values=COMPANY_VALUES, field_id=change.about)


def _field_again(change: Change, by: Actor) -> None:
    save_field(values_before_end(change), by=by, values=COMPANY_VALUES, again=change.about)


def _remove_section(change: Change, by: Actor) -> None:
    section = _held(FieldSection, change)
    check_unchanged(change, section_values(section), _label)
    if section.fields.exists():
        raise Refused(_("Fields stand in it by now."))
    delete_section(section.pk, by=by)


def _put_section_back(change: Change, by: Actor) -> None:
    raw = old_values(change, section_values(_held(FieldSection, change)), _label)
    save_section(raw, by=by, section_id=change.about)


def _section_again(change: Change, by: Actor) -> None:
    save_section(values_before_end(change), by=by, again=change.about)


def _put_user_back(change: Change, by: Actor) -> None:
    user = _held(User, change)
    raw = old_values(change, user_values(user), _label)
    if user.pk == by.user.pk and OWN.issuperset(raw):
        change_own_settings(raw, by=by)
    else:
        save_user(raw, by=by, user=user)


def _remove_visibility(change: Change, by: Actor) -> None:
    remove_entry(change.about, by=by)


def _visibility_again(change: Change, by: Actor) -> None:
    values = values_before_end(change)
    profile = Profile.objects.filter(name=values["profile"]).first() if values.get("profile") else None
    if values.get("profile") and profile is None:
        raise Refused(_("The profile %s is gone; bring that one back first.") % values["profile"])
    if VisibilityEntry.objects.filter(section=values["section"], profile=profile).exists():
        raise Refused(_("It is there already."))
    hide_section(values["section"], by=by, profile=profile, again=change.about)


ROLE = Undoer(
    "company_role",
    remove=_remove_role,
    put_back=_put_role_back,
    bring_back=_one_by_one(CompanyRole, _role_again),
)
PROFILE = Undoer(
    "profile",
    remove=_remove_profile,
    put_back=_put_profile_back,
    bring_back=_one_by_one(Profile, _profile_again),
)
FIELD = Undoer(
    "custom_field",
    remove=_remove_field,
    put_back=_put_field_back,
    bring_back=_one_by_one(CustomField, _field_again),
)
SECTION = Undoer(
    "custom_field_section",
    remove=_remove_section,
    put_back=_put_section_back,
    bring_back=_one_by_one(FieldSection, _section_again),
)
VISIBILITY = Undoer(
    "visibility",
    remove=_remove_visibility,
    bring_back=_one_by_one(VisibilityEntry, _visibility_again),
)
USER = Undoer(
    "user",
    put_back=_put_user_back,
    final={
        "created": gettext_lazy("A user is never deleted; make the user inactive instead."),
        "deleted": gettext_lazy("The user went back with the import that made him; import the file again."),
        "invited": gettext_lazy("The invitation is on its way and cannot be called back."),
        "password_changed": gettext_lazy("The password stays as it is."),
    },
)
TOKEN = Undoer(
    "token",
    final={
        "created": gettext_lazy("A token is revoked on the profile page."),
        "deleted": gettext_lazy("API tokens that ended stay ended."),
    },
)
EXPORT = Undoer("export", final={"exported": gettext_lazy("What was exported cannot be called back.")})
