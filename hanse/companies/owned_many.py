"""Changing and deleting many records that belong to a company, for every room that has such."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.bulk.many import Many, Wanted
from hanse.companies.models import Company
from hanse.companies.owned_records import Owned
from hanse.foundation.errors import BadValue, Invalid, Problem
from hanse.journal.actor import Actor
from hanse.journal.recording import plain


def many_of(owned: Owned, settable: Sequence[str]) -> Many:
    """Return how many records of a room change at once: `settable` are the fields that make sense for many."""
    fields = {each.name: each for each in owned.fields}

    def wanted(name: str, raw: Any, by: Actor, *, returning: bool = False) -> Wanted:
        try:
            if name not in settable:
                raise BadValue(_("This field cannot be set for many records at once."))
            value = fields[name].clean(raw)
        except BadValue as bad:
            raise Invalid([Problem(name, bad.message)]) from bad
        if name == "company":
            # What hangs from a record goes along, which its own verb knows.
            return Wanted(same=Q(company=value), act=lambda pk, by: owned.update(pk, {name: value}, by=by))
        return _laid(owned, name, value)

    return Many(
        kind=owned.kind,
        model=owned.model,
        fields=lambda: {name: str(fields[name].label) for name in settable},
        wanted=wanted,
        deleting=lambda by: Wanted(act=lambda pk, by: owned.delete(pk, by=by)),
        may_delete=lambda user: access_of(user).may(Right.WRITE, owned.section),
        company=lambda record: record.company_id,
    )


def _laid(owned: Owned, name: str, value: Any) -> Wanted:
    def lay(record: Any) -> None:
        setattr(record, name, value)
        owned.derive(record)

    return Wanted(
        same=Q(**{name: value}) if value is not None else Q(**{f"{name}__isnull": True}),
        columns=(name, "sort_name", "search_text"),
        lay=lay,
        value=lambda record: getattr(record, name),
        told=lambda record: {name: plain(getattr(record, name))},
        follow=_touch,
    )


def _touch(records: Sequence[Any], by: Actor) -> None:
    companies = {record.company_id for record in records}
    Company.objects.filter(pk__in=companies).update(last_activity=timezone.now())
