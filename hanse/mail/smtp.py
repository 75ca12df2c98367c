"""
Speaking SMTP so that every ending is known: taken, refused for good, to be tried again, or unclear.

smtplib's `sendmail` cannot tell a connection that broke before the content was out from one that broke after it, so
the last steps are written out here.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.conf import settings

# The start of a line that the server would take for the end of the message.
_DOT = re.compile(rb"(?m)^\.")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class NotReached(Exception):
    """No mail can be handed over at all just now; the text says at which step it stopped, never what the server said."""


class Broken(Exception):
    """The connection broke before the content was sent: nobody got the message."""


class Unclear(Exception):
    """The connection broke after the content was sent and before the server answered."""


@dataclass
class Outcome:
    """What became of one attempt: {recipient: words} for those who did not get it."""

    taken: list[str] = field(default_factory=list)
    later: dict[str, str] = field(default_factory=dict)
    never: dict[str, str] = field(default_factory=dict)


@contextmanager
def connection() -> Iterator[smtplib.SMTP]:
    """
    Yield a connection to the server of the settings, ready to take mail.

    :raises NotReached: naming the step that failed.
    """
    server = settings.EMAIL_SERVER
    if server is None:
        raise NotReached("No mail server is set.")
    smtp = _connect(server)
    try:
        _secure(smtp, server)
        _sign_in(smtp, server)
        yield smtp
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def _connect(server: dict) -> smtplib.SMTP:
    where = f"{server['host']}, port {server['port']}"
    try:
        if server["tls"] == "wrapped":
            return smtplib.SMTP_SSL(
                server["host"], server["port"], timeout=settings.EMAIL_TIMEOUT, context=ssl.create_default_context(),
                local_hostname=_our_name(),
            )  # fmt: skip
        return smtplib.SMTP(
            server["host"], server["port"], timeout=settings.EMAIL_TIMEOUT, local_hostname=_our_name()
        )
    except ssl.SSLError as error:
        raise NotReached(f"The mail server ({where}) could not prove who it is (TLS).") from error
    except smtplib.SMTPException as error:
        raise NotReached(f"What answers at {where} is not a mail server that wants to talk to us.") from error
    except OSError as error:
        raise NotReached(f"The mail server ({where}) cannot be reached.") from error


def _our_name() -> str:
    # Asking the network for it can take seconds on a machine without a proper name.
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"


def _secure(smtp: smtplib.SMTP, server: dict) -> None:
    if server["tls"] in {"wrapped", "off"}:
        return
    try:
        smtp.ehlo_or_helo_if_needed()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        elif server["tls"] == "start":
            raise NotReached("The mail server does not offer STARTTLS, which HANSE_EMAIL_URL asks for.")
        elif server["user"] and server["host"] not in LOOPBACK:
            raise NotReached("The mail server offers no encryption, so the password is not sent to it.")
    except ssl.SSLError as error:
        raise NotReached("The mail server could not prove who it is (STARTTLS).") from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotReached("The mail server broke off while encryption was agreed on.") from error


def _sign_in(smtp: smtplib.SMTP, server: dict) -> None:
    if not server["user"]:
        return
    try:
        smtp.login(server["user"], server["password"])
    except smtplib.SMTPAuthenticationError as error:
        raise NotReached("The mail server refuses the user name or password of HANSE_EMAIL_URL.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotReached("Signing in at the mail server failed.") from error


def hand_over(
    smtp: smtplib.SMTP,
    *,
    sender: str,
    recipients: list[str],
    content: bytes,
    before_content: Callable[[], None],
) -> Outcome:
    """
    Send one message; `before_content` is called when all is agreed and the content goes out next.

    :raises Broken: when the connection broke before that.
    :raises Unclear: when it broke after that: somebody may have got the message.
    """
    outcome = Outcome()
    try:
        smtp.ehlo_or_helo_if_needed()
        code, words = smtp.mail(sender)
        if code != 250:
            return _all(recipients, code, words, outcome)
        accepted = _offer(smtp, recipients, outcome)
        if not accepted:
            smtp.rset()
            return outcome
        code, words = smtp.docmd("DATA")
        if code != 354:
            smtp.rset()
            return _all(accepted, code, words, outcome)
    except (smtplib.SMTPException, OSError) as error:
        raise Broken from error
    before_content()
    try:
        smtp.send(_DOT.sub(b"..", content).removesuffix(b"\r\n") + b"\r\n.\r\n")
        code, words = smtp.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise Unclear from error
    if code == 250:
        outcome.taken = accepted
        return outcome
    return _all(accepted, code, words, outcome)


def _offer(smtp: smtplib.SMTP, recipients: list[str], outcome: Outcome) -> list[str]:
    accepted = []
    for recipient in recipients:
        code, words = smtp.rcpt(recipient)
        if code in {250, 251}:
            accepted.append(recipient)
        else:
            _all([recipient], code, words, outcome)
    return accepted


def _all(recipients: list[str], code: int, words: bytes, outcome: Outcome) -> Outcome:
    # 4xx is "not now", and a code that is no answer at all means a broken connection; only 5xx is for good.
    kept = outcome.never if 500 <= code < 600 else outcome.later
    text = " ".join(words.decode("utf-8", "replace").split())[:300]
    kept.update(dict.fromkeys(recipients, f"{code} {text}"))
    return outcome
