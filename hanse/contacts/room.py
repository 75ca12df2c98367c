"""
What contacts declare of themselves; and what stands on them although it is about companies too: files that bring companies
with contact persons, notes, stored files.
"""

from hanse.contacts.actions import KIND, RECORDS
from hanse.contacts.bulk_edit import MANY
from hanse.contacts.checks import wrong_contacts
from hanse.contacts.exporting import more_columns, records
from hanse.contacts.fields import FIELDS
from hanse.contacts.importing import COMPANIES_WITH_CONTACTS, CONTACTS_IMPORT
from hanse.contacts.models import Contact
from hanse.contacts.restoring import ACTIVITY, CONTACT, CONTACT_FILE, FILE
from hanse.contacts.table import CONTACTS as TABLE
from hanse.foundation.rooms import Room
from hanse.setup.models import Section

CONTACTS = Room(
    name="contacts",
    kind=KIND,
    section=Section.CONTACTS,
    model=Contact,
    fields=FIELDS,
    table=TABLE,
    values=RECORDS.values,
    create=RECORDS.create,
    update=RECORDS.update,
    delete=RECORDS.delete,
    records=records,
    more_columns=more_columns,
    imports=(COMPANIES_WITH_CONTACTS, CONTACTS_IMPORT),
    undoers=(CONTACT, ACTIVITY, FILE, CONTACT_FILE),
    wrong=wrong_contacts,
    many=MANY,
)
