"""What somebody wants to do at a company or with a contact, and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hanse.accounts.access import Access, Right
from hanse.companies.querysets import facts_of
from hanse.companies.rules import decide
from hanse.followups.querysets import FollowUpQuerySet
from hanse.foundation.models import BytewiseField, Stamped
from hanse.setup.models import Section


class FollowUp(Stamped):
    """A next step on a company, or on one of its contacts; `person` is the one who is to take it."""

    company = models.ForeignKey(
        # follow_up_company begins with it.
        "companies.Company",
        models.CASCADE,
        related_name="follow_ups",
        db_index=False,
    )
    contact = models.ForeignKey(
        "contacts.Contact", models.CASCADE, null=True, blank=True, related_name="follow_ups"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="follow_ups", db_index=False
    )
    text = models.TextField(_("what to do"))
    due_on = models.DateField(_("due"))
    # A time of the day where the one who does it is, as 09:30; empty where the day is enough.
    due_time = models.CharField(_("time"), max_length=5, blank=True)
    done = models.BooleanField(_("done"), default=False)

    sort_name = BytewiseField(editable=False)
    search_text = models.TextField(editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_on", "id"], name="follow_up_due"),
            models.Index(fields=["sort_name", "id"], name="follow_up_name"),
            models.Index(fields=["company", "due_on", "id"], name="follow_up_company"),
            models.Index(fields=["person", "due_on", "id"], name="follow_up_person"),
            models.Index(fields=["due_on", "id"], condition=Q(done=False), name="follow_up_open"),
        ]

    def __str__(self) -> str:
        return self.text.partition("\n")[0][:200]

    @property
    def section(self) -> str:
        """What hides it, with the record that it is on."""
        return Section.CONTACTS if self.contact_id else Section.COMPANIES

    def may_change(self, access: Access) -> bool:
        """Tell whether one who sees it may change it: who may change its record, and the one whom it is for."""
        if self.person_id == access.user_id and access.may(Right.WRITE, self.section):
            return True
        return decide(access, facts_of(self.company), self.section).may_modify
