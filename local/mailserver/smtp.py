"""aiosmtpd as the server that suppliers send to, and that users of its own send through.

STARTTLS is offered, and AUTH after it; mail is delivered into maildirs. Who has logged in may only
send as himself, as providers have it.
"""

# ruff: noqa: ARG002, N802 (aiosmtpd says how its hooks are called, and with what)

import asyncio
import mailbox
import ssl
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from local.mailserver.users import Users

_LARGEST_MAIL = 40 * 1024 * 1024


async def start_smtp(
    maildirs: Path, users: Users, port: int, tls: ssl.SSLContext
) -> asyncio.Server:
    """Listen on 127.0.0.1. Mail for ``<address>`` goes to ``maildirs/<address>``."""
    delivery = _Delivery(maildirs, users)

    def session() -> SMTP:
        return SMTP(
            delivery,
            hostname="localhost",
            tls_context=tls,
            authenticator=delivery.authenticate,
            data_size_limit=_LARGEST_MAIL,
            loop=asyncio.get_running_loop(),
        )

    return await asyncio.get_running_loop().create_server(session, "127.0.0.1", port)


class _Delivery:
    """What aiosmtpd calls."""

    def __init__(self, maildirs: Path, users: Users) -> None:
        self._maildirs = maildirs
        self._users = users

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object
    ) -> AuthResult:
        """Whether it is a mailbox's own password."""
        if not isinstance(given, LoginPassword):
            return AuthResult(success=False)
        name, password = given.login.decode().lower(), given.password.decode()
        known = self._users.passwords().get(name) == password
        return AuthResult(success=known, handled=False, auth_data=name)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if session.authenticated and address.lower() != session.auth_data:
            return "553 5.7.1 you may send as yourself only"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self._users.has(address):
            return f"550 5.1.1 <{address}>: no such mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        for address in {address.lower() for address in envelope.rcpt_tos}:
            # The server that reads them makes the UIDs; a maildir takes mail from anybody.
            mailbox.Maildir(self._maildirs / address, create=True).add(envelope.content)
        return "250 2.0.0 delivered"
