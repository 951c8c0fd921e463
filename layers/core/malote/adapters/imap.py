"""Opening a mailbox by IMAP4rev1 (RFC 3501), over verified TLS and in no other way.

imaplib and imapclient are imported with the first mailbox opened: cold starts do not pay.
"""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from socket import socket
from typing import TYPE_CHECKING

from malote.adapters.dialer import Dialer
from malote.adapters.imap_memory import Memory, Room
from malote.adapters.mail_errors import TypedErrors
from malote.adapters.tls import await_greeting, wrapped
from malote.adapters.watchdog import Watchdog
from malote.mail_accounts import Credential
from malote.mail_hosts import IMAP_PORTS
from malote.mailboxes.models import AfterImport, Mailbox

if TYPE_CHECKING:
    from malote.adapters.imap_connection import Connection, Limits
    from malote.adapters.imap_folder import ImapFolder


class ImapServer:
    """A ``MailServer``. One serves the whole process: threads share it and its TLS context."""

    def __init__(
        self, tls: ssl.SSLContext, limits: "Limits | None" = None, dialer: Dialer | None = None
    ) -> None:
        self._tls = tls
        self._limits = limits
        self._dialer = dialer or Dialer()
        self._memory = Memory()

    @contextmanager
    def open(
        self, mailbox: Mailbox, credential: Credential, deadline: float
    ) -> Iterator["ImapFolder"]:
        """The mailbox's folder, read-only unless something is to be done after the import.

        Raises any ``MailboxError``. At ``deadline`` (``time.monotonic``) the connection is cut
        and whatever is under way raises ``MailboxTimeout``.
        """
        from malote.adapters.imap_folder import ImapFolder
        from malote.adapters.imap_login import log_in

        secret = credential.secret.get_secret_value()
        with ExitStack() as closing:
            watchdog = closing.enter_context(Watchdog(deadline))
            errors = TypedErrors(watchdog, secret)
            # Outside of the typed errors: it tells no cause, not even that the time was up.
            connected = closing.enter_context(self._dial(mailbox, deadline))
            watchdog.guard(connected)
            with errors:
                room = closing.enter_context(self._memory.session(deadline))
                connection = self._connect(connected, mailbox, room, errors)
                closing.callback(connection.leave)
                errors.step = "login"
                log_in(connection, errors, mailbox.username, credential)
                errors.step = "folder"
                writing = mailbox.after_import is not AfterImport.LEAVE
                folder = ImapFolder(connection, errors, mailbox.folder, writing=writing)
            yield folder

    def _dial(self, mailbox: Mailbox, deadline: float) -> socket:
        from malote.adapters.imap_connection import Limits

        usual = IMAP_PORTS[mailbox.security]
        patience = (self._limits or Limits()).connect
        return self._dialer.connect(mailbox.host, mailbox.port, usual, deadline, patience)

    def _connect(
        self, connected: socket, mailbox: Mailbox, room: Room, errors: TypedErrors
    ) -> "Connection":
        from malote.adapters.imap_connection import Connection, Limits

        host, implicit = mailbox.host, mailbox.security == "tls"
        limits = self._limits or Limits()
        with ExitStack() as on_failure:
            errors.step = "tls"
            if implicit:
                connected = wrapped(self._tls, connected, host)
                on_failure.callback(connected.close)
            else:
                await_greeting(connected, limits.greeting)
            # A greeting in clear is part of connecting; over TLS that is done with.
            errors.step = "login" if implicit else "connect"
            connection = Connection(connected, host, limits, room, errors)
            on_failure.callback(connection.shutdown)
            if not implicit:
                errors.step = "tls"
                connection.start_tls(self._tls)
            on_failure.pop_all()
        return connection
