"""Opening a mailbox by IMAP4rev1 (RFC 3501), over verified TLS and in no other way.

imaplib and imapclient are imported with the first mailbox opened: cold starts do not pay.
"""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from malote.adapters.imap_errors import TypedErrors
from malote.adapters.sockets import Watchdog, connect
from malote.mailboxes.models import AfterImport, Credential, Mailbox

if TYPE_CHECKING:
    from malote.adapters.imap_connection import Connection, Limits
    from malote.adapters.imap_folder import ImapFolder


class ImapServer:
    """A ``MailServer``. One serves the whole process: threads share it and its TLS context."""

    def __init__(self, tls: ssl.SSLContext, limits: "Limits | None" = None) -> None:
        self._tls = tls
        self._limits = limits

    @contextmanager
    def open(
        self, mailbox: Mailbox, credential: Credential, deadline: float
    ) -> Iterator["ImapFolder"]:
        """The mailbox's folder, read-only unless something is to be done after the import.

        Raises any ``MailboxError``. At ``deadline`` (``time.monotonic``) the connection is cut
        and whatever is under way raises ``MailboxTimeout``.
        """
        from malote.adapters.imap_folder import ImapFolder

        password = credential.secret.get_secret_value()
        with ExitStack() as closing:
            watchdog = closing.enter_context(Watchdog(deadline))
            errors = TypedErrors(watchdog, mailbox.username, password)
            with errors:
                connection = self._connect(mailbox, deadline, watchdog, errors)
                closing.callback(connection.leave)
                connection.log_in(mailbox.username, password)
                writing = mailbox.after_import is not AfterImport.LEAVE
                folder = ImapFolder(connection, errors, mailbox.folder, writing=writing)
            yield folder

    def _connect(
        self, mailbox: Mailbox, deadline: float, watchdog: Watchdog, errors: TypedErrors
    ) -> "Connection":
        from malote.adapters.imap_connection import Connection, Limits

        limits = self._limits or Limits()
        host, implicit = mailbox.host, mailbox.security == "tls"
        with ExitStack() as on_failure:
            connected = connect(host, mailbox.port, deadline, limits.connect)
            on_failure.callback(connected.close)
            watchdog.guard(connected)
            if implicit:
                connected = self._tls.wrap_socket(connected, server_hostname=host)
                on_failure.callback(connected.close)
            connection = Connection(connected, host, limits, errors)
            on_failure.callback(connection.shutdown)
            if not implicit:
                connection.start_tls(self._tls)
            on_failure.pop_all()
        return connection
