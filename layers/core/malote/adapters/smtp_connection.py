"""One SMTP session (RFC 5321): smtplib's engine over our own socket, with limits on what it takes.

smtplib reads replies without end, takes ``-50`` for a code, and tells a timeout as a cut. So what
is said and heard is here; commands, and what a server offers, are smtplib's.
"""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from malote.adapters.mail_errors import TypedErrors
from malote.adapters.tls import await_greeting, wrapped
from malote.errors import (
    HostUnreachable,
    MailboxError,
    MailDeferred,
    MailProtocolError,
    SmtpError,
    TlsFailed,
)

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
    reply: int = 64 * 1024


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

    sock: socket.socket
    _buffer: bytes

    def __init__(
        self, connected: socket.socket, host: str, limits: Limits, errors: TypedErrors
    ) -> None:
        # A function has no name of its own, and RFC 5321 4.1.4 wants an address then.
        super().__init__(local_hostname="[127.0.0.1]")
        self.host, self.errors, self.idle = host, errors, False
        self._limits = limits
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
        # What came before may be anybody's: the buffer is dropped, and EHLO to be said again.
        self._take(wrapped(context, self.sock, self.host))

    def ask(self, command: str) -> Reply:
        """Say a command. Raises ``MailDeferred`` for a 421, whatever it was: the server leaves."""
        if not self.idle:  # it could become part of a mail
            raise HostUnreachable("a conexão não serve mais")
        return self.answer(command)

    def answer(self, line: str) -> Reply:
        """Say what the server asked for."""
        self.putcmd(line)
        return self.getreply()

    def hand_over(self, mail: bytes) -> None:
        """All of a mail, whose dots are stuffed. If this raises, the server has not taken it.

        What ends the mail is sent alone and is one TLS record. The server cannot read a record
        but whole, and sending fails only if the last of it did not go to the kernel; nothing is
        sent after that which could complete it, as the connection is no more idle. (A server that
        takes a mail for finished when the connection breaks is against RFC 5321 4.1.1.4.)
        """
        for at in range(0, len(mail), _CHUNK):  # each has the patience of a command
            self.send(mail[at : at + _CHUNK])
        self.send(b".\r\n")

    def verdict(self) -> Reply:
        """What the server makes of a mail. It may take ten minutes (RFC 5321 4.5.3.2.6).

        Who leaves earlier makes the server send it, and the client try again (RFC 1047): only the
        session's deadline ends this.
        """
        self.sock.settimeout(None)
        reply = self.getreply()
        self.sock.settimeout(self._limits.read)
        return reply

    def leave(self) -> None:
        """Say QUIT, if it can be said, and go: whatever was to be done has been answered."""
        with suppress(OSError, MailboxError):
            if self.idle:
                self.sock.settimeout(self._limits.quit)
                self.putcmd("QUIT")
                self.sock.recv(self._limits.line)
        self.sock.close()

    def refusal(self, reply: Reply, kind: type[MailboxError]) -> MailboxError:
        """For a reply that is none of those wanted; ``kind`` is that of a 5yz (RFC 5321 4.2.1)."""
        words = self.errors.words(reply.said)
        if 400 <= reply.code < 500:
            return MailDeferred(words, reply.code)
        if reply.code < 400:
            kind = MailProtocolError
        if issubclass(kind, SmtpError):
            return kind(words, reply.code)
        error = kind(words)
        error.said = words
        return error

    # What smtplib's own methods call.

    def send(self, data: "bytes | str") -> None:  # type: ignore[override]  # typeshed: any buffer
        """A command, or a mail."""
        self.idle = False
        if self._buffer:
            raise MailProtocolError("o servidor falou fora da vez")
        self.sock.sendall(data.encode("ascii") if isinstance(data, str) else data)

    def getreply(self) -> Reply:
        """A whole reply. Raises ``MailDeferred`` for a 421: then the server closes."""
        lines: list[tuple[bytes, bytes]] = []
        self._taken = 0
        more: bytes | None = b"-"
        while more == b"-":
            line = self._line()
            found = _LINE.fullmatch(line)
            if not found or (lines and found[1] != lines[0][0]):
                raise MailProtocolError(self.errors.words(line))
            more = found[2]
            lines.append((found[1], found[3] or b""))
            if len(lines) > self._limits.lines:
                raise MailProtocolError(f"resposta com mais de {self._limits.lines} linhas")
        reply = Reply(int(lines[0][0]), b"\n".join(text for _, text in lines))
        if reply.code == 421:
            raise self.refusal(reply, MailDeferred)
        self.idle = reply.code not in _ASKING
        return reply

    def _line(self) -> bytes:
        while b"\n" not in self._buffer:
            if len(self._buffer) > self._limits.line:
                break
            data = self.sock.recv(_CHUNK)
            if not data:
                raise ConnectionAbortedError("o servidor cortou a conexão")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        self._taken += len(line)
        if len(line) > self._limits.line or self._taken > self._limits.reply:
            raise MailProtocolError("o servidor mandou dados demais")
        return line.removesuffix(b"\r")

    def _take(self, connected: socket.socket) -> None:
        connected.settimeout(self._limits.read)
        # What ends a mail would wait for the acknowledgement of the mail (Nagle): 40 ms each.
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = connected
        self._buffer = b""
