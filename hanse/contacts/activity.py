"""Writing down what was done with a company or one of its contacts."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.activity.models import Activity
from hanse.companies.actions import touch
from hanse.companies.models import Company
from hanse.contacts.models import Contact
from hanse.foundation.errors import Invalid, NotFound, Problem
from hanse.foundation.text import clean_lines
from hanse.journal.actor import Actor
from hanse.journal.recording import diff, record


@transaction.atomic
def log_activity(
    *,
    company_id: int | None = None,
    contact_id: int | None = None,
    kind: str,
    text: str,
    by: Actor,
    at: datetime.datetime | None = None,
) -> Activity:
    """
    Note a call, a meeting or a thought on a company, or on a contact (then its company is the contact's); `at` is
    when it happened, now when not given.

    :raises NotFound, Forbidden: as the record says.
    :raises Invalid: for an empty text or an unknown kind.
    """
    if contact_id is None and company_id is None:
        raise NotFound(_("There is no such record."))
    contact = Contact.objects.get_editable(by.user, contact_id) if contact_id is not None else None
    company = contact.company if contact else Company.objects.get_editable(by.user, company_id or 0)
    text = clean_lines(text)
    problems = []
    if not text:
        problems.append(Problem("text", _("Write what happened.")))
    if len(text) > 20000:
        problems.append(Problem("text", _("At most %s characters.") % 20000))
    if kind not in Activity.Kind.values:
        problems.append(Problem("kind", _("Choose one of: %s.") % ", ".join(Activity.Kind.values)))
    if problems:
        raise Invalid(problems)
    entry = Activity.objects.create(
        company=company, contact=contact, kind=kind, text=text, by=by.user, by_name=str(by.user),
        at=at or timezone.now(),
    )  # fmt: skip
    if entry.at > company.last_activity:
        touch(company.pk, at=entry.at)
    record(
        "created", kind="activity", record_id=entry.pk, company_id=company.pk, label=text[:80], by=by,
        fields=diff({}, entry.values()),
    )  # fmt: skip
    return entry
