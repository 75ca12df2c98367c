"""The list of contacts: rows, filters, and what other pages pick from."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hanse.accounts.access import Right
from hanse.companies.models import Company
from hanse.contacts.room import CONTACTS
from hanse.foundation.errors import NotFound
from hanse.search.matching import matching
from hanse.setup.models import Section
from hanse.web.companies.pick import MOST, show_suggestions, typed
from hanse.web.contacts.bulk import BULK
from hanse.web.lists.page import ListPage, Look, Words
from hanse.web.policy import needs
from hanse.web.records.picks import record_text

READ = ("full_name", "email", "phone", "position", "sort_name", "disabled", "company__name")
LIST = ListPage(
    room=CONTACTS,
    icon="users",
    are_people=True,
    looks={
        "full_name": Look("title", sort="name"),
        "company": Look("meta"),
        "position": Look("hide", priority=3),
        "email": Look("hide", priority=2),
        "phone": Look("end"),
    },
    words=Words(
        title=_("Contacts"),
        noun=_("contacts"),
        placeholder=_("Name, e-mail, phone"),
        new=_("New contact"),
        nothing_yet=_("No contacts yet"),
        nothing_yet_text=_("People at your companies: with whom one talks, and to whom invoices go."),
        nothing_for_you=_("No contacts for you yet"),
        nothing_for_you_text=_("You see the contacts of every company that you can see."),
    ),
    shape=lambda rows, shown: rows.select_related("company").only(
        *READ, *{"mobile", "description"}.intersection(shown)
    ),
    left_out=("company_name",),
    picks={"company": "/contacts/companies/"},
    bulk=BULK,
)


@needs(Right.VIEW, Section.CONTACTS)
@require_safe
def contact_pick(request: HttpRequest) -> HttpResponse:
    """Suggest contacts of one company, given as `?company=`."""
    asked = request.GET.get("company", "")
    if not asked.isdecimal() or len(asked) > 18:
        raise NotFound
    company = Company.objects.get_visible(request.user, int(asked), section=Section.CONTACTS)
    found = matching(company.contacts.all(), typed(request)).order_by("sort_name", "id")[:MOST]
    suggestions = [
        {"text": record_text(contact), "name": contact.full_name, "more": contact.position or contact.email}
        for contact in found
    ]
    return show_suggestions(request, _now("Contacts"), suggestions)
