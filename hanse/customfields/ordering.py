"""The order of the sections."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from hanse.customfields.actions import save_section
from hanse.customfields.models import FieldSection
from hanse.foundation.errors import NotFound
from hanse.journal.actor import Actor


@transaction.atomic
def order_sections(ids: Sequence[int], *, by: Actor) -> None:
    """
    Give the sections the order of `ids`.

    :raises Forbidden: unless a superadmin asks.
    :raises NotFound: when one of them does not exist; nothing is written.
    """
    if FieldSection.objects.filter(pk__in=ids).count() != len(set(ids)):
        raise NotFound(_("There is no such section."))
    for place, section_id in enumerate(ids, start=1):
        save_section({"order": place}, by=by, section_id=section_id)
