"""One account's connection, for one mail after the other."""

from collections.abc import Callable
from contextlib import ExitStack

from malote.errors import SmtpError
from malote.mail_settings import MailSettings
from malote.messages.models import Accepted, Envelope
from malote.opening import opened
from malote.ports import Credentials, MailSession, MailTransport


class Connection:
    """Made when the first mail needs it, and anew after it broke or the settings changed.

    At ``deadline`` (``time.monotonic``) it is cut.
    """

    def __init__(self, transport: MailTransport, credentials: Credentials, deadline: float) -> None:
        self._transport = transport
        self._credentials = credentials
        self._deadline = deadline
        self._open: tuple[MailSettings, MailSession] | None = None
        self._closing = ExitStack()

    def send(
        self,
        settings: MailSettings,
        envelope: Envelope,
        mime: bytes,
        handing_over: Callable[[], None],
    ) -> Accepted:
        """As ``MailSession.send``. Raises a MailboxError, and what ``handing_over`` raises."""
        session = self._session(settings)
        try:
            return session.send(envelope, mime, handing_over)
        except SmtpError as error:
            if error.reply is None:
                self.close()
            raise
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """The next mail opens another."""
        self._open = None
        self._closing.close()

    def _session(self, settings: MailSettings) -> MailSession:
        if self._open and self._open[0] == settings:
            return self._open[1]
        self.close()
        session = self._closing.enter_context(
            opened(settings, self._transport, self._credentials, self._deadline)
        )
        self._open = settings, session
        return session
