"""What companies declare of themselves, and the import of the people who work for them."""

from hanse.companies.actions import KIND, create_company, delete_company, update_company
from hanse.companies.bulk_edit import MANY
from hanse.companies.checks import wrong_companies
from hanse.companies.exporting import more_columns, records
from hanse.companies.fields import FIELDS, values_of
from hanse.companies.importing_people import USERS_IMPORT
from hanse.companies.models import Company
from hanse.companies.restoring import COMPANY, EXTERNAL_ID
from hanse.companies.table import COMPANIES as TABLE
from hanse.foundation.rooms import Room
from hanse.setup.models import Section

COMPANIES = Room(
    name="companies",
    kind=KIND,
    section=Section.COMPANIES,
    model=Company,
    fields=FIELDS,
    table=TABLE,
    values=values_of,
    create=create_company,
    update=update_company,
    delete=delete_company,
    records=records,
    more_columns=more_columns,
    imports=(USERS_IMPORT,),
    undoers=(COMPANY, EXTERNAL_ID),
    wrong=wrong_companies,
    many=MANY,
)
