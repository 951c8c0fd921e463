"""One IMAP session: imaplib's engine over our own socket, with limits on what it swallows.

imaplib reads any literal that a server announces (``{4294967296}`` asks for 4 GB), and asks for
the CAPABILITY before and after the login; IMAPClient, built on it, formats every literal for a
log that nobody reads. So the engine is imaplib's, and IMAPClient serves for parsing its answers.
"""

import imaplib
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from socket import socket

from malote.adapters.imap_errors import TypedErrors
from malote.errors import CredentialsRefused, TlsFailed

MIB = 1024 * 1024
_CHUNK = 256 * 1024
_CONTENT_FOLLOWS = re.compile(rb"BODY\[[^\]]*\](?:<\d+>)? ~?\{\d+\}$")
_COST_OF_A_LINE = 64  # bytes that Python takes for one, however short


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient a session is (seconds) and how much it takes in (bytes)."""

    connect: float = 10
    read: float = 30
    line: int = 8 * MIB  # 10,000 parts described, or 700,000 UIDs
    description: int = 64 * 1024  # of one mail, its content apart: some 400 parts
    answer: int = 64 * MIB  # all that comes for one command, be it one literal or a batch
    session: int = 1024 * MIB


class Connection(imaplib.IMAP4):
    """Connected at once. Raises what imaplib raises, ``OSError``, and ``MailboxError``."""

    def __init__(self, connected: socket, host: str, limits: Limits, errors: TypedErrors) -> None:
        self._limits = limits
        self._errors = errors
        self._answer = self._session = self._described = 0
        self._told: tuple[str, ...] | None = None  # capabilities after the login
        connected.settimeout(limits.read)
        self._take(connected)
        super().__init__(host)

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Go on over TLS or not at all. Raises ``TlsFailed`` if the server does not offer it."""
        if "STARTTLS" not in self.capabilities:
            raise TlsFailed("o servidor não oferece STARTTLS")
        answer, words = self._simple_command("STARTTLS")
        if answer != "OK":
            raise TlsFailed(self._errors.words(words[-1]))
        # What came before may be anybody's: the reader's buffer and all answers are dropped.
        self._take(context.wrap_socket(self.sock, server_hostname=self.host))
        self.untagged_responses.clear()
        self.capabilities = ("IMAP4REV1",)

    def log_in(self, username: str, password: str) -> None:
        """Raises ``CredentialsRefused``, or ``HostUnreachable`` if the refusal is a passing one."""
        if "LOGINDISABLED" in self.capabilities:
            raise CredentialsRefused("o servidor não aceita senhas (LOGINDISABLED)")
        if any(character in username + password for character in "\r\n\0"):
            raise CredentialsRefused("quebra de linha ou caractere nulo na senha")
        if username.isascii() and password.isascii():
            answer, words = self._simple_command("LOGIN", quoted(username), quoted(password))
            if answer != "OK":
                raise self._errors.login_refusal(words[-1])
            self.state = "AUTH"
        else:  # LOGIN has no charset; SASL's PLAIN is UTF-8 (RFC 4616)
            self._log_in_plain(f"\0{username}\0{password}")
        self._told = self._announced()

    def has(self, capability: str) -> bool:
        """After the login; most servers told their capabilities with it."""
        if self._told is None:
            self._get_capabilities()
            self._told = self.capabilities
        return capability in self._told

    def leave(self) -> None:
        """Say LOGOUT and go: whatever was to be done has been answered already."""
        with suppress(OSError):
            self.sock.settimeout(1)
            self.send(b"Z LOGOUT\r\n")
        with suppress(OSError):
            self.shutdown()

    # What imaplib lets one override ("Overridable methods").

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:  # noqa: ARG002
        """Nothing to do: the socket came connected."""
        self.host, self.port = host, port

    def readline(self) -> bytes:
        """A line, of any length below the limit."""
        line = self._reader.readline(self._limits.line + 1)
        if len(line) > self._limits.line:
            raise self.abort(f"linha com mais de {self._limits.line} bytes")
        self._count(len(line) + _COST_OF_A_LINE)
        return line

    def read(self, size: int) -> bytes:
        """A literal. Memory is taken as bytes arrive, not as they are announced."""
        self._count(size)
        chunks = []
        while size:
            chunk = self._reader.read(min(size, _CHUNK))
            if not chunk:
                raise self.abort("conexão cortada no meio de um literal")
            chunks.append(chunk)
            size -= len(chunk)
        return b"".join(chunks)

    def send(self, data: bytes) -> None:  # type: ignore[override]  # typeshed: any buffer
        """One line and no second command in it; its answer is counted from here."""
        if any(character in data.removesuffix(b"\r\n") for character in b"\r\n\0"):
            raise ValueError("quebra de linha num comando")
        self._answer = 0
        self.sock.sendall(data)

    def shutdown(self) -> None:
        """Close, without waiting for anything."""
        self._reader.close()
        self.sock.close()

    def _take(self, connected: socket) -> None:
        self.sock = connected
        self._reader = connected.makefile("rb")

    def _count(self, size: int) -> None:
        self._answer += size
        self._session += size
        if self._answer > self._limits.answer or self._session > self._limits.session:
            raise self.abort("o servidor mandou dados demais")

    def _append_untagged(self, typ: str, dat: bytes | tuple[bytes, bytes]) -> None:
        """Keep an answer, unless it is a FETCH that describes a mail at too great a length.

        Anybody can send mails of 10,000 parts. Their descriptions are emptied as they come, which
        makes those mails unreadable, and are not counted, so that they cost the others nothing.
        """
        if typ == "FETCH":
            text, literal = dat if isinstance(dat, tuple) else (dat, b"")
            told = text if _CONTENT_FOLLOWS.search(text) else text + literal
            cost = len(told) + _COST_OF_A_LINE
            self._described += cost
            if self._described > self._limits.description:
                self._answer -= cost
                dat = (b"", b"") if isinstance(dat, tuple) else b""
            if not isinstance(dat, tuple):  # the end of this mail's answer
                self._described = 0
        super()._append_untagged(typ, dat)  # type: ignore[misc]  # not in typeshed

    def _announced(self) -> tuple[str, ...] | None:
        """Capabilities that came without being asked for, in the greeting or with the login."""
        *_, line = self.untagged_responses.pop("CAPABILITY", None) or (None,)
        return tuple(line.decode().upper().split()) if isinstance(line, bytes) else None

    def _get_capabilities(self) -> None:
        """Ask only where the answer decides something, which saves a round trip.

        Over TLS, before the login, nothing depends on it: a server that wants no LOGIN says NO.
        """
        announced = self._announced()
        if announced is None and self.state == "NONAUTH" and isinstance(self.sock, ssl.SSLSocket):
            announced = ("IMAP4REV1",)
        if announced is None:
            super()._get_capabilities()  # type: ignore[misc]  # not in typeshed
        else:
            self.capabilities = announced

    def _log_in_plain(self, response: str) -> None:
        try:
            self.authenticate("PLAIN", lambda _: response.encode())
        except self.abort:
            raise
        except self.error as error:
            raise self._errors.login_refusal(error) from None


def quoted(text: str) -> str:
    """A quoted string (RFC 9051 4.3.1). The model has refused CR, LF and NUL already."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
