"""One SMTP session (RFC 5321): smtplib's engine over our own socket, with limits on what it takes.

smtplib reads replies without end, takes ``-50`` for a code, and tells a timeout as a cut. So what
is said and heard is here; commands, and what a server offers, are smtplib's.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from socket import socket
from typing import NamedTuple

from malote.adapters.mail_errors import TypedErrors
from malote.adapters.tls import await_greeting, wrapped
from malote.errors import HostUnreachable, MailboxError, MailDeferred, MailProtocolError, TlsFailed

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)
_ASKING = {334, 354}  # for something that is no command
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient a session is (seconds) and how much it takes in (bytes, lines)."""

    connect: float = 10
    greeting: float = 6  # of silence in clear: who waits for a handshake says nothing either
    read: float = 30
    quit: float = 1
    line: int = 8 * 1024  # RFC 5321 4.5.3.1.5 has 512
    lines: int = 200  # of one reply
    session: int = 1024 * 1024


class Reply(NamedTuple):
    """The three digits of a reply, and its text without them, its lines joined by LF."""

    code: int
    text: bytes

    @property
    def said(self) -> bytes:
        """As people are used to see it."""
        return b"%d %b" % self


class Connection(smtplib.SMTP):
    """Connected, and not greeted yet. Raises ``OSError`` and ``MailboxError``.

    ``idle`` is whether a command may be said: not while another one waits for its reply, nor
    after that failed, nor when the server waits for a mail.
    """

    sock: socket

    def __init__(self, connected: socket, host: str, limits: Limits, errors: TypedErrors) -> None:
        # A function has no name of its own, and RFC 5321 4.1.4 wants an address then.
        super().__init__(local_hostname="[127.0.0.1]")
        self.host, self.errors, self.idle = host, errors, False
        self._limits = limits
        self._session = 0
        self._take(connected)

    def greet(self) -> None:
        """Read the greeting, and what is offered."""
        if not isinstance(self.sock, ssl.SSLSocket):
            await_greeting(self.sock, self._limits.greeting)
            self.sock.settimeout(self._limits.read)
        reply = self.getreply()
        if reply.code != 220:
            raise self.refusal(reply, HostUnreachable)
        self.hello()

    def hello(self) -> None:
        """Learn what is offered."""
        reply = Reply(*self.ehlo())
        if reply.code != 250:
            raise self.refusal(reply, HostUnreachable)

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Go on over TLS or not at all. Raises ``TlsFailed`` if the server does not offer it."""
        if not self.has_extn("starttls"):
            raise TlsFailed("o servidor não oferece STARTTLS")
        reply = self.ask("STARTTLS")
        if reply.code != 220:
            raise self.refusal(reply, TlsFailed)
        # What came before may be anybody's: neither the buffer nor what was offered is kept.
        self._take(wrapped(context, self.sock, self.host))
        self.esmtp_features = {}

    def ask(self, command: str) -> Reply:
        """Say a command. Raises ``MailDeferred`` for a 421, whatever it was: the server leaves."""
        with self.waiting():
            self.putcmd(command)
            return self.getreply()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """While something is said and answered."""
        self.idle = False
        yield
        self.idle = True

    def refusal(self, reply: Reply, kind: type[MailboxError]) -> MailboxError:
        """For a reply that is none of those wanted; ``kind`` is that of a 5yz (RFC 5321 4.2.1)."""
        words = self.errors.words(reply.said)
        if reply.code < 400:
            return MailProtocolError(words)
        if reply.code < 500:
            return MailDeferred(words, reply.code)
        error = kind(words)
        error.said = words
        return error
