"""From a row of the queue to the bytes that go over the wire."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings

from hanse.mail.addresses import named_address
from hanse.mail.models import OutgoingMail

# 7 bit: whatever a server can carry, and no line longer than the standard allows.
POLICY = SMTP.clone(cte_type="7bit")


def sender_of(mail: OutgoingMail) -> tuple[str, str]:
    """Return name and address of the sender."""
    return named_address(mail.sender or settings.DEFAULT_FROM_EMAIL)


def message_bytes(mail: OutgoingMail) -> bytes:
    """Return the message with all its headers; blind copies are in none of them."""
    message = EmailMessage(policy=POLICY)
    name, address = sender_of(mail)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = [Address(addr_spec=to) for to in mail.to]
    if mail.cc:
        message["Cc"] = [Address(addr_spec=cc) for cc in mail.cc]
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    for header, value in mail.headers.items():
        message[header] = value
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return message.as_bytes()
