"""Sending by SMTP submission (RFC 6409), over verified TLS and in no other way.

smtplib is imported with the first account opened: cold starts do not pay.
"""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from malote.adapters.dialer import Dialer
from malote.adapters.mail_errors import TypedErrors
from malote.adapters.tls import wrapped
from malote.adapters.watchdog import Watchdog
from malote.mail_accounts import Credential
from malote.mail_hosts import SMTP_PORTS
from malote.mail_settings import MailSettings

if TYPE_CHECKING:
    from malote.adapters.smtp_connection import Limits
    from malote.adapters.smtp_session import SmtpSession


class SmtpServer:
    """A ``MailTransport``. One serves the whole process: threads share it and its TLS context."""

    def __init__(self, tls: ssl.SSLContext, dialer: Dialer, limits: "Limits | None" = None) -> None:
        self._tls = tls
        self._dialer = dialer
        self._limits = limits

    @contextmanager
    def open(
        self, settings: MailSettings, credential: Credential, deadline: float
    ) -> Iterator["SmtpSession"]:
        """A session that is logged in. Raises any ``MailboxError``, with its ``step``.

        At ``deadline`` (``time.monotonic``) the connection is cut, and what is under way raises
        ``MailboxTimeout``. Leaving raises nothing: QUIT is a courtesy, of two seconds at most.
        """
        from malote.adapters.smtp_connection import Connection, Limits
        from malote.adapters.smtp_login import log_in
        from malote.adapters.smtp_session import SmtpSession

        host, port, implicit = settings.host, settings.port, settings.security == "tls"
        limits = self._limits or Limits()
        with ExitStack() as closing:
            watchdog = closing.enter_context(Watchdog(deadline))
            errors = TypedErrors(watchdog, credential.secret.get_secret_value())
            # Outside of the typed errors: it tells no cause, not even that the time was up.
            connected = closing.enter_context(
                self._dialer.connect(
                    host, port, SMTP_PORTS[settings.security], deadline, limits.connect
                )
            )
            watchdog.guard(connected)
            with errors:
                if implicit:
                    errors.step = "tls"
                    connected = wrapped(self._tls, connected, host)
                    errors.step = "connect"
                connection = Connection(connected, host, limits, errors)
                closing.callback(connection.leave)
                connection.greet()
                if not implicit:
                    errors.step = "tls"
                    connection.start_tls(self._tls)
                    errors.step = "connect"
                    connection.hello()
                errors.step = "login"
                log_in(connection, settings.username, credential)
            yield SmtpSession(connection)
