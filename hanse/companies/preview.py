"""What a change would do, told before it is done."""

from collections.abc import Mapping
from typing import Any

from hanse.companies.actions import lay_update
from hanse.companies.people import Effect, what_if
from hanse.journal.actor import Actor


def effect_of_update(
    company_id: int, raw: Mapping[str, Any], *, by: Actor, version: int | None = None
) -> Effect:
    """
    Return who would gain and who would lose sight of a company by `update_company`; nothing is kept.

    It is laid as by the action itself, and not stored: so it refuses whatever the action would refuse.
    """
    return what_if(*lay_update(company_id, raw, by=by, version=version))
