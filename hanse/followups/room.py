"""What follow-ups declare of themselves."""

from hanse.companies.owned_many import many_of
from hanse.followups.actions import FIELDS, RECORDS
from hanse.followups.models import FollowUp
from hanse.followups.table import TABLE
from hanse.foundation.rooms import Room

FOLLOW_UPS = Room(
    name="follow-ups",
    kind=RECORDS.kind,
    section=RECORDS.section,
    model=FollowUp,
    fields=FIELDS,
    table=TABLE,
    values=RECORDS.values,
    create=RECORDS.create,
    update=RECORDS.update,
    delete=RECORDS.delete,
    records=lambda rows: rows.select_related("company", "contact", "person").order_by("pk").iterator(2000),
    undoers=(RECORDS.undoer(),),
    many=many_of(RECORDS, ("done", "due_on")),
)
