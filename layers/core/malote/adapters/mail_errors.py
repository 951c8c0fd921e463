"""Whatever goes wrong with a mail server, as one of Malote's errors, fit to be shown."""

import re
import ssl
from types import TracebackType

from malote.adapters.watchdog import Watchdog
from malote.adapters.withheld import repeats
from malote.errors import (
    CredentialsRefused,
    HostUnreachable,
    MailboxError,
    MailboxTimeout,
    MailProtocolError,
    MaloteError,
    SmtpError,
    Step,
    TlsFailed,
)

_LONGEST_WORDS = 200
# RFC 5530, what Gmail and Exchange send besides, and what servers say in plain words: not the
# password's fault, so the account must not pause.
_PASSING = re.compile(
    r"\[(?:unavailable|inuse|limit|serverbug|contactadmin|overquota|throttled)\b"
    r"|too many|temporar|try again|tente novamente|rate limit|maximum number|is throttled"
    r"|authenticated but not connected",
    re.IGNORECASE,
)


class TypedErrors:
    """A context that lets nothing but ``MaloteError`` out. May be entered again and again.

    A ``MailboxError`` leaves it with the ``step`` that the talk is at, which whoever talks sets.

    The server's words are cut, on one line, printable, and withheld if they repeat the password
    or token (``secret``): some servers quote the line that they did not understand.
    """

    def __init__(self, watchdog: Watchdog, secret: str) -> None:
        self.step: Step = "connect"
        self._watchdog = watchdog
        self._secret = secret

    def words(self, said: object) -> str:
        """What the server said, fit to be shown."""
        if isinstance(said, bytes | bytearray):
            said = said.decode("utf-8", "replace")
        text = str(said)
        # Beyond what is shown, for a secret that begins there and is written at length.
        if repeats(text[: 40 * _LONGEST_WORDS], self._secret):
            return "(resposta omitida)"
        shown = "".join(c if c.isprintable() else " " for c in text[: 4 * _LONGEST_WORDS])
        return " ".join(shown.split())[:_LONGEST_WORDS]

    def is_passing(self, said: object) -> bool:
        """Whether the server is busy or unwell, and should be asked again later."""
        return bool(_PASSING.search(str(said)))

    def refusal(self, said: object) -> MailboxError:
        """For a NO to anything but the login."""
        return self._told(MailProtocolError, said)

    def login_refusal(self, said: object) -> MailboxError:
        """For a NO to the login."""
        return self._told(CredentialsRefused, said)

    def _told(self, kind: type[MailboxError], said: object) -> MailboxError:
        error = (HostUnreachable if self.is_passing(said) else kind)(self.words(said))
        error.said = error.detail
        return error

    def __enter__(self) -> None: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not isinstance(error, Exception):
            return
        told: MaloteError
        if self._watchdog.expired and not isinstance(error, SmtpError):  # an answer that came
            told = MailboxTimeout("o prazo acabou")
        else:
            told = error if isinstance(error, MaloteError) else self._typed(error)
        if isinstance(told, MailboxError) and not isinstance(told, TlsFailed):  # silence, too
            told.step = self.step
        if told is not error:
            raise told from None  # its text may hold what the server quoted

    def _typed(self, error: Exception) -> MailboxError:
        match error:
            case ssl.SSLCertVerificationError():
                return TlsFailed(self.words(error.verify_message))
            case ssl.SSLEOFError() | ssl.SSLZeroReturnError() if self.step != "tls":
                return HostUnreachable("o servidor cortou a conexão")
            case ssl.SSLError():
                return TlsFailed(self.words(getattr(error, "reason", None) or error))
            case TimeoutError():
                return MailboxTimeout("o servidor parou de responder")
            case OSError():
                return HostUnreachable(self.words(error.strerror or error))
        # A library's, which quotes the server in its own.
        text = f"{type(error).__name__}: {error}"
        kind = HostUnreachable if self.is_passing(text) else MailProtocolError
        return kind(self.words(text))
