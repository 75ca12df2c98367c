"""The verbs of a follow-up; whoever may change its record may change it, and so may the one whom it is for."""

import re
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.accounts.models import User
from hanse.companies.models import Company
from hanse.companies.owned_records import Owned
from hanse.companies.people import pickable_users, who_can_see
from hanse.companies.querysets import decision, facts_of
from hanse.contacts.models import Contact
from hanse.followups.models import FollowUp
from hanse.foundation import fields
from hanse.foundation.errors import BadValue, NotFound, Problem
from hanse.foundation.fields import Field
from hanse.foundation.text import clean_line, fold
from hanse.journal.actor import Actor
from hanse.search.matching import search_text
from hanse.setup.models import Section

MOST_PEOPLE = 200


def _time(raw: Any) -> str:
    """A time of the day as 09:30; empty is none."""
    value = clean_line(str(raw or ""))
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)(:00)?", value)
    if value and not found:
        raise BadValue(_("“%s” is not a time; write it like 09:30.") % value[:40])
    return f"{int(found[1]):02}:{found[2]}" if found else ""


FIELDS = (
    Field("company", gettext_lazy("Company"), fields.identifier, kind="company", required=True),
    Field("contact", gettext_lazy("Contact"), fields.identifier, kind="number"),
    Field("text", gettext_lazy("What to do"), fields.lines(5000), kind="lines", required=True),
    Field("due_on", gettext_lazy("Due"), fields.date, kind="date", required=True),
    Field("due_time", gettext_lazy("Time"), _time, kind="time"),
    Field("person", gettext_lazy("For"), fields.line(60), kind="user"),
    Field("done", gettext_lazy("Done"), fields.boolean, kind="boolean"),
)


def derive(follow_up: FollowUp) -> None:
    """Set what sorting and searching look at."""
    follow_up.sort_name = fold(str(follow_up))
    follow_up.search_text = search_text(follow_up.text)


def people_for(user: Any, company: Company, *, section: str) -> list[User]:
    """Return whom `user` may hand a follow-up at `company` to: people whom he may pick and who see it, he himself first."""
    seeing = [each.user.pk for each in who_can_see(facts_of(company), section=section)][:MOST_PEOPLE]
    found = pickable_users(user).filter(pk__in=seeing).order_by("full_name", "username")
    return sorted(found, key=lambda each: each.pk != user.pk)


class FollowUps(Owned):
    """The verbs of records of a company, for records that may also stand at a contact and are for somebody."""

    def _lay(self, record: Any, values: dict[str, Any], problems: list[Problem], by: Actor) -> None:
        if values.get("contact") and "company" not in values and not record.pk:
            # The company of one at a contact is the contact's.
            problems = [each for each in problems if each.field != "company"]
        problems = [*problems, *_lay_contact(record, values, by)]
        login = values.pop("person", record.person.username if record.person_id else "")
        company = _company_of(record, values)
        if company is not None and (not record.pk or "company" in values or login != record.person.username):
            problems += _lay_person(record, login or by.user.username, company, by)
        super()._lay(record, values, problems, by)


def _company_of(record: FollowUp, values: dict[str, Any]) -> Company | None:
    wanted = values.get("company", record.company_id)
    if wanted and wanted == record.company_id:
        return record.company
    return Company.objects.filter(pk=wanted).first()


def _lay_contact(record: FollowUp, values: dict[str, Any], by: Actor) -> list[Problem]:
    """Lay the contact, who must be one of the company's; one of before stays behind when it moves to another company."""
    company = values.get("company", record.company_id)
    if "contact" not in values:
        if company != record.company_id:
            record.contact = None
        return []
    pk = values.pop("contact")
    try:
        contact = Contact.objects.get_visible(by.user, pk) if pk else None
    except NotFound:
        contact = None
    if pk and contact is None:
        return [Problem("contact", _("There is no contact with the id %s that you can see.") % pk)]
    if contact and not record.pk and "company" not in values:
        values["company"] = contact.company_id
    elif contact and contact.company_id != company:
        return [Problem("contact", _("The contact must be one of this company."))]
    record.contact = contact
    return []


def _lay_person(record: FollowUp, login: str, company: Company, by: Actor) -> list[Problem]:
    people: QuerySet[User] = User.objects.all() if by.takes_back else pickable_users(by.user)
    person = people.filter(username__iexact=login).first()
    if person is None:
        return [Problem("person", _("There is no active user “%s” whom you can pick.") % login)]
    if not by.takes_back and not decision(person, company, record.section).may_view:
        # Only of a person whom one may pick anyway.
        return [Problem("person", _("%s cannot see this record. Choose somebody who can.") % person)]
    record.person = person
    return []


RECORDS = FollowUps("follow_up", Section.CRM, FollowUp, FIELDS, derive)
