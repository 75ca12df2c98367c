"""Taking a mail out of the queue for good."""

from django.db import transaction
from django.utils.translation import gettext as _

from hanse.foundation.errors import NotFound, Refused
from hanse.mail.models import OutgoingMail

State = OutgoingMail.State


@transaction.atomic
def discard(mail_id: int) -> OutgoingMail:
    """
    Delete a mail that waits, failed or is kept back; return what it was.

    :raises NotFound: when there is no such mail.
    :raises Refused: when it is being sent, or was sent.
    """
    mail = OutgoingMail.objects.select_for_update().filter(pk=mail_id).first() if mail_id < 2**63 else None
    if mail is None:
        raise NotFound(_("There is no mail with the number %s in the queue.") % mail_id)
    if mail.state in {State.SENDING, State.SENT}:
        raise Refused(_("This mail is on its way or was sent; it cannot be taken back."))
    mail.delete()
    return mail
