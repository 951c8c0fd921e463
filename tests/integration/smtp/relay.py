"""aiosmtpd as the server that a provider hands mail over to: it records what comes."""

# ruff: noqa: N802 (aiosmtpd says how its hooks are called)

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.integration.dovecot import free_ports
from tests.integration.smtp.talk import Received


@dataclass
class Relay:
    """``answers`` are what is said instead, by verb: MAIL, RCPT, or DATA after the mail."""

    port: int
    answers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    options: list[str] = field(default_factory=list)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        self.options = options
        return self.answers.get("MAIL", "250 2.1.0 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.answers.get("RCPT", "250 2.1.5 OK")
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = self.answers.get("DATA", "250 2.0.0 delivered")
        if said.startswith("2"):
            assert isinstance(envelope.content, bytes)
            assert envelope.mail_from
            mail = Received(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content)
            self.received.append(mail)
        return said


@contextmanager
def relay() -> Iterator[Relay]:
    [port] = free_ports(1)  # the controller calls itself, and has to know where
    found = Relay(port)
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield found
    finally:
        controller.stop()
