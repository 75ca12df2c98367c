"""A real mail server on loopback that behaves as a test tells it to."""

import email
import socket
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller


@dataclass
class MailServer:
    """Takes mail, or answers what `answers` says: {step: list of answers, used one after the other}."""

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    connections: int = 0

    def _answer(self, step: str) -> str:
        kept = self.answers.get(step, [])
        return kept.pop(0) if kept else ""

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = self._answer("mail")
        if answer == "drop":
            server.transport.abort()
            return "421 gone"
        if not answer:
            envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self._answer(address) or self._answer("rcpt")
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self._answer("data")
        if answer in {"", "taken, then drop"}:
            self.received.append(email.message_from_bytes(envelope.content, policy=policy.default))
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        if "drop" in answer:
            server.transport.abort()
            return "421 gone"
        return answer or "250 OK"


@pytest.fixture
def mail_server(settings):
    """A running server that the settings name."""
    server = MailServer()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server.port = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    settings.EMAIL_SERVER = {
        "host": "127.0.0.1", "port": server.port, "user": "", "password": "", "tls": "offered",
    }  # fmt: skip
    settings.SAFE_MODE = "off"
    yield server
    controller.stop()
