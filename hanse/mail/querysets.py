"""Questions about the queue of outgoing mail."""

from django.db.models import QuerySet

from hanse.mail.models import OutgoingMail


def queue(state: str = "") -> QuerySet[OutgoingMail]:
    """Return the mails of one state, or all; texts are left in the database."""
    mails = OutgoingMail.objects.defer("text", "html", "headers")
    return mails.filter(state=state) if state in OutgoingMail.State.values else mails
