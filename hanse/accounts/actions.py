"""
The verbs of people and profiles. Each authorises first, changes, and writes the journal, in one transaction.

What a user's company means for records is known one floor up: doors save users by `companies/staff.py`.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hanse.accounts.errors import LastSuperadmin
from hanse.accounts.fields import OWN_SETTINGS, PLAIN, PROFILE_FIELDS, USER_FIELDS, profile_values, values_of
from hanse.accounts.models import OneTimeLink, Profile, User
from hanse.accounts.tokens import revoke_tokens
from hanse.foundation.errors import Forbidden, Invalid, Problem, Refused, Stale
from hanse.foundation.fields import clean_all
from hanse.journal.actor import Actor
from hanse.journal.recording import diff, record

KIND = "user"
DEFAULT_PROFILE = "Standard user"


@transaction.atomic
def store_user(
    raw: Mapping[str, Any], *, by: Actor, user: User | None = None, version: int | None = None
) -> User:
    """
    Make a user, or change the given fields of one; for `companies/staff.py`, which lets his companies follow.

    An empty password leaves what is there; a new user without one signs in after an invitation.

    :raises Forbidden: unless a superadmin or the operator's console asks.
    :raises Invalid: naming every field with a problem; nothing is written.
    :raises LastSuperadmin: when nobody would be left who may set the installation up.
    :raises Stale: when somebody saved meanwhile.
    """
    require_superadmin(by)
    return lay_user(raw, by=by, user=user, version=version)


def lay_user(
    raw: Mapping[str, Any], *, by: Actor, user: User | None = None, version: int | None = None
) -> User:
    """Do what `store_user` does for a caller that has authorised it, within his transaction."""
    user = _locked(user, version) if user else None
    before = values_of(user) if user else {}
    if user is None:
        user = User()
        user.set_unusable_password()
        raw = {"profile": DEFAULT_PROFILE} | dict(raw)
    values, problems = clean_all(USER_FIELDS, raw, partial=bool(user.pk))
    _lay(user, values, problems)
    renewed = _lay_password(user, values.get("password", ""), problems)
    if problems:
        raise Invalid(problems)
    changed = diff(before, values_of(user))
    _keep_a_superadmin(user, changed)
    if changed or renewed:
        _save(user, changed, created=not before, renewed=renewed, by=by)
    return user


@transaction.atomic
def change_own_settings(raw: Mapping[str, Any], *, by: Actor) -> User:
    """
    Change a person's own name, address, language, time zone, appearance and keyboard hints.

    :raises Invalid: naming every field with a problem; nothing is written.
    """
    user = _locked(by.user, None)
    before = values_of(user)
    values, problems = clean_all(OWN_SETTINGS, raw, partial=True)
    if problems:
        raise Invalid(problems)
    for name, value in values.items():
        setattr(user, name, value)
    changed = diff(before, values_of(user))
    if changed:
        _save(user, changed, created=False, renewed=False, by=by)
    return user


@transaction.atomic
def change_password(old: str, new: str, *, by: Actor) -> User:
    """
    Change a person's own password. His other sessions end and his tokens die with it; the door renews the session
    that asked.

    :raises Invalid: when the old one is wrong or the new one is weak.
    """
    user = _locked(by.user, None)
    if not user.check_password(old[:1000]):
        raise Invalid([Problem("old_password", _("This is not your password now."))])
    problems: list[Problem] = []
    if not new:
        problems.append(Problem("password", _("Write a new password.")))
    renewed = _lay_password(user, new, problems)
    if problems:
        raise Invalid(problems)
    if renewed:
        _save(user, {}, created=False, renewed=True, by=by)
    return user


@transaction.atomic
def save_profile(
    raw: Mapping[str, Any], *, by: Actor, profile: Profile | None = None, again: int | None = None
) -> Profile:
    """
    Make a profile or change the given fields of one. Manage brings write along, write brings view.

    `again` is the id of a deleted one that comes back.

    :raises Forbidden: unless a superadmin or the operator's console asks.
    :raises Invalid: naming every field with a problem.
    """
    require_superadmin(by)
    if profile is not None:
        profile = Profile.objects.select_for_update().get(pk=profile.pk)
    before = profile_values(profile) if profile else {}
    profile = profile or Profile(pk=again)
    values, problems = clean_all(PROFILE_FIELDS, raw, partial=bool(before))
    if problems:
        raise Invalid(problems)
    profile.name = values.get("name", profile.name)
    profile.can_manage = values.get("manage", profile.can_manage)
    profile.can_write = values.get("write", profile.can_write) or profile.can_manage
    profile.can_view = values.get("view", profile.can_view) or profile.can_write
    if Profile.objects.filter(name__iexact=profile.name).exclude(pk=profile.pk).exists():
        raise Invalid([Problem("name", _("There is a profile with this name; choose another."))])
    changed = diff(before, profile_values(profile))
    if changed:
        profile.save()
        _note_profile("updated" if before else "created", profile.pk, profile, changed, by)
    return profile


@transaction.atomic
def delete_profile(profile: Profile, *, by: Actor) -> None:
    """
    Delete a profile that nobody has.

    :raises Forbidden: unless a superadmin or the operator's console asks.
    :raises Refused: while users have it.
    """
    require_superadmin(by)
    profile = Profile.objects.select_for_update().get(pk=profile.pk)
    people = profile.users.count()
    if people:
        raise Refused(
            _("%(count)s users have this profile. Give them another one first.") % {"count": people}
        )
    record_id = profile.pk
    profile.delete()
    _note_profile("deleted", record_id, profile, diff(profile_values(profile), {}), by)


def require_superadmin(by: Actor) -> None:
    """
    Let superadmins and the operator's console pass.

    :raises Forbidden: for everybody else.
    """
    if not by.may_administer:
        raise Forbidden(_("Only a superadmin may do this."))


def set_password(user: User, new: str, *, by: Actor) -> User:
    """
    Set a password without asking for the old one, for one who came by a link; part of the caller's transaction.

    :raises Invalid: when it is empty or weak.
    """
    user = _locked(user, None)
    problems = [] if new else [Problem("password", _("Write a password."))]
    _lay_password(user, new, problems)
    if problems:
        raise Invalid(problems)
    _save(user, {}, created=False, renewed=True, by=by)
    return user


def _locked(user: User, version: int | None) -> User:
    user = User.objects.select_for_update(of=("self",)).select_related("profile").get(pk=user.pk)
    if version is not None and version != user.version:
        raise Stale(_("Somebody else saved this user meanwhile."), current=user.version)
    return user


def _lay(user: User, values: dict[str, Any], problems: list[Problem]) -> None:
    for name in PLAIN:
        if name in values:
            setattr(user, name, values[name])
    if "profile" in values:
        profile = Profile.objects.filter(name__iexact=values["profile"]).first()
        if profile is None:
            problems.append(Problem("profile", _("There is no profile “%s”.") % values["profile"]))
        else:
            user.profile = profile
    if "company" in values and values["company"] != user.company_id:
        companies = User._meta.get_field("company").related_model._default_manager
        if values["company"] is not None and not companies.filter(pk=values["company"]).exists():
            problems.append(Problem("company", _("There is no company with the id %s.") % values["company"]))
        else:
            user.company_id = values["company"]
    if User.objects.filter(username__iexact=user.username).exclude(pk=user.pk).exists():
        problems.append(Problem("username", _("This login name is already in use; choose another.")))


def _lay_password(user: User, new: str, problems: list[Problem]) -> bool:
    """Lay a new password over `user`; tell whether it is another one than before."""
    if not new or (user.pk and user.check_password(new)):
        return False
    try:
        password_validation.validate_password(new, user)
    except ValidationError as weak:
        problems += [Problem("password", message) for message in weak.messages]
        return False
    user.set_password(new)
    return True


def _keep_a_superadmin(user: User, changed: dict) -> None:
    """Refuse a change after which no active superadmin would be left."""
    if not user.pk or not {"is_active", "is_superadmin"} & changed.keys():
        return
    if user.is_active and user.is_superadmin:
        return
    # Locked, so that two superadmins cannot dismiss each other at the same moment.
    left = User.objects.select_for_update().filter(is_superadmin=True, is_active=True).order_by("pk")
    ids = set(left.values_list("pk", flat=True))
    if ids and ids <= {user.pk}:
        raise LastSuperadmin(
            _("%s is the last active superadmin. Make somebody else a superadmin first.") % user
        )


def _save(user: User, changed: dict, *, created: bool, renewed: bool, by: Actor) -> None:
    dismissed = "is_active" in changed and not user.is_active and not created
    if dismissed:
        # A session of before does not live again when he is let in once more.
        user.sessions_ended += 1
    if dismissed or ("email" in changed and not created):
        # A link that was sent to the old address must not open this login.
        OneTimeLink.objects.filter(user=user).delete()
    if (dismissed or renewed) and user.pk:
        revoke_tokens(user, by=by)
    user.version = 1 if created else user.version + 1
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        if not User.objects.exclude(pk=user.pk).filter(username__iexact=user.username).exists():
            raise
        problem = Problem("username", _("This login name is already in use; choose another."))
        raise Invalid([problem]) from error
    if changed:
        _note("created" if created else "updated", user, by, changed)
    if renewed:
        _note("password_changed", user, by)


def _note(verb: str, user: User, by: Actor, fields: dict | None = None) -> None:
    record(verb, kind=KIND, record_id=user.pk, label=str(user), by=by, fields=fields)


def _note_profile(verb: str, record_id: int, profile: Profile, fields: dict, by: Actor) -> None:
    record(verb, kind="profile", record_id=record_id, label=profile.name, by=by, fields=fields)
