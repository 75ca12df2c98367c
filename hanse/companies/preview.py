"""What a change would do, told before it is done."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from hanse.companies.actions import update_company
from hanse.companies.models import Company
from hanse.companies.people import Effect, what_if
from hanse.companies.querysets import facts_of
from hanse.journal.actor import Actor


def effect_of_update(
    company_id: int, raw: Mapping[str, Any], *, by: Actor, version: int | None = None
) -> Effect:
    """
    Return who would gain and who would lose sight of a company by `update_company`; nothing is kept.

    It is the action itself, taken back: so it refuses whatever the action would refuse.
    """
    with transaction.atomic():
        before = facts_of(Company.objects.get_editable(by.user, company_id))
        changed = update_company(company_id, raw, by=by, version=version, lose_sight=True)
        effect = what_if(before, facts_of(changed))
        transaction.set_rollback(True)
    return effect
