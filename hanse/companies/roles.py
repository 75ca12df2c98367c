"""The verbs of a company role: superadmins name what a company can be to us."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hanse.companies.models import Company, CompanyRole
from hanse.foundation import fields
from hanse.foundation.errors import Forbidden, Invalid, NotFound, Problem, Refused, Stale
from hanse.foundation.fields import Field, clean_all
from hanse.foundation.table import Table
from hanse.journal.actor import Actor
from hanse.journal.recording import diff, record

KIND = "company_role"
FIELDS = (
    Field("name", gettext_lazy("Name"), fields.line(100), required=True),
    Field("description", gettext_lazy("Description"), fields.lines(2000), kind="lines"),
)


def _named_like(roles: QuerySet, text: str, *, walking: bool = False) -> QuerySet:
    return roles.filter(name__icontains=text)


ROLES = Table(
    kind="company_roles",
    columns=(),
    filters=(),
    sorts={"name": "name", "id": "id"},
    default_sort="name",
    search=_named_like,
)


def values_of(role: CompanyRole) -> dict[str, Any]:
    """Return a role in the words of the API and the journal."""
    return {"name": role.name, "description": role.description}


@transaction.atomic
def save_role(
    raw: Mapping[str, Any],
    *,
    by: Actor,
    role_id: int | None = None,
    version: int | None = None,
    again: int | None = None,
) -> CompanyRole:
    """
    Make a role, or with `role_id` change the given fields of one; `version` is the one that was edited.

    `again` is the id of a deleted one that comes back.

    :raises Forbidden: unless a superadmin asks.
    :raises NotFound, Stale, Invalid: as `update_company`.
    """
    _authorise(by)
    role = _locked(role_id, version) if role_id is not None else CompanyRole(pk=again, version=0)
    before = values_of(role) if role_id is not None else {}
    values, problems = clean_all(FIELDS, raw, partial=role_id is not None)
    for name, value in values.items():
        setattr(role, name, value)
    if "name" in values and CompanyRole.objects.exclude(pk=role.pk).filter(name__iexact=role.name).exists():
        problems.append(Problem("name", _("There is already a role with this name.")))
    if problems:
        raise Invalid(problems)
    changed = diff(before, values_of(role))
    if not changed:
        return role
    role.version += 1
    _store(role)
    _record("updated" if before else "created", role, changed, by)
    return role


@transaction.atomic
def delete_role(role_id: int, *, by: Actor, version: int | None = None) -> None:
    """
    Delete a role that no company has.

    :raises Forbidden: unless a superadmin asks.
    :raises Refused: while companies have it, with their number.
    """
    _authorise(by)
    role = _locked(role_id, version)
    used = Company.objects.filter(role=role).count()
    if used:
        raise Refused(
            ngettext(
                "%(count)s company has the role %(role)s. Give it another role first.",
                "%(count)s companies have the role %(role)s. Give them another role first.",
                used,
            )
            % {"count": used, "role": role.name}
        )
    _record("deleted", role, diff(values_of(role), {}), by)
    role.delete()


def _authorise(by: Actor) -> None:
    if not by.may_administer:
        raise Forbidden(_("Only superadmins change company roles."))


def _locked(role_id: int, version: int | None) -> CompanyRole:
    role = CompanyRole.objects.select_for_update().filter(pk=role_id).first() if role_id < 2**63 else None
    if role is None:
        raise NotFound(_("There is no such role."))
    if version is not None and version != role.version:
        raise Stale(_("Somebody else saved this role meanwhile."), current=role.version)
    return role


def _store(role: CompanyRole) -> None:
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError as error:
        raise Invalid([Problem("name", _("There is already a role with this name."))]) from error


def _record(verb: str, role: CompanyRole, changed: dict, by: Actor) -> None:
    record(verb, kind=KIND, record_id=role.pk, label=role.name, by=by, fields=changed)
