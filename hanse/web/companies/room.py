"""What companies declare of their pages: how they are found, shown and acted on in palette and search."""

from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hanse.accounts.access import Right, access_of
from hanse.companies.fields import tax_key
from hanse.companies.models import Company
from hanse.companies.querysets import decision
from hanse.foundation.countries import country_name
from hanse.setup.models import Section
from hanse.web.companies.edit import may_delete
from hanse.web.companies.list_page import LIST
from hanse.web.companies.tabs import TABS
from hanse.web.palette.commands import tab_commands
from hanse.web.rooms import Command, WebRoom, by_id


def _commands(user, company: Company) -> list[Command]:
    """Return what `user` may do with a company that he can see."""
    at = f"/companies/{company.pk}/"
    access, may_modify = access_of(user), decision(user, company).may_modify
    found = []
    if may_modify:
        found += [
            Command(_("Edit company"), "pencil", f"{at}edit/", also=_("change")),
            Command(
                _("Log activity"), "note", f"{at}?tab=activity#composer-text", also=_("note call meeting")
            ),
            Command(_("Change owner"), "swap", step="owner", also=_("hand over assign")),
        ]
    if decision(user, company, Section.CONTACTS).may_modify:
        found.append(Command(_("New contact here"), "user-plus", f"/contacts/new/?company={company.pk}"))
    if access.may(Right.WRITE):
        found.append(Command(_("New subsidiary"), "tree", f"/companies/new/?parent={company.pk}"))
    found.append(Command(_("Who can see this"), "eye", f"{at}access/", also=_("access visible")))
    tabs = [(tab.name, tab.label) for tab in TABS if tab.is_shown(user)]
    found += tab_commands(at, tabs)
    if may_delete(user, company):
        found.append(Command(_("Merge with…"), "swap", f"{at}merge/", also=_("duplicate same twin")))
        found.append(Command(_("Delete company"), "trash", f"{at}delete/", also=_("remove")))
    return found


def _by_tax_id(text: str) -> list[Q]:
    """A tax ID has a digit. The index holds only companies that have one, so the question says that too."""
    key = tax_key(text)
    return [Q(tax_key=key) & ~Q(tax_key="")] if any(letter.isdigit() for letter in key) else []


def _beside(company: Company) -> str:
    country = country_name(company.country, get_language() or "en") if company.country else ""
    role = company.role.name if company.role else ""
    return " · ".join(filter(None, [role, company.tax_id, country]))


COMPANIES = WebRoom(
    page=LIST,
    urls="hanse.web.companies.urls",
    key="c",
    one=gettext_lazy("Company"),
    found=lambda: Company.objects.select_related("role").defer("custom", "address", "comments"),
    order="-last_activity",
    beside=_beside,
    commands=_commands,
    also=gettext_lazy("add create"),
    exact=lambda text: [*_by_tax_id(text), *by_id(text)],
)
