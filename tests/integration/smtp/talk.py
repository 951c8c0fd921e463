"""One client of a test's SMTP server, and what a good server answers (RFC 5321, 3207, 4954)."""

import re
import socket
import ssl
from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NamedTuple, Protocol

Answers = Mapping[bytes, "bytes | Callable[[Talk], object]"]

SIZE = 20 * 1024 * 1024
TLS_HANDSHAKE = b"\x16"  # the first byte of its first record (RFC 8446 section 5.1)


class Received(NamedTuple):
    """A mail that was taken; ``content`` with its dots unstuffed."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


class Host(Protocol):
    """The server that a client came to."""

    security: str
    answers: Answers
    received: list[Received]

    @property
    def users(self) -> Mapping[str, str]: ...


class Talk:
    """``clear`` is what the client said outside of TLS, ``content`` the last mail, or its part.

    A scripted answer may ``say`` (a line), ``usual`` (what a good server says to the same),
    ``cut``, ``read`` some bytes, or look at ``commands[-1]``.
    """

    def __init__(self, connected: socket.socket, context: ssl.SSLContext, server: Host) -> None:
        self.socket, self.context, self.server = connected, context, server
        self.commands: list[bytes] = []
        self.clear = bytearray()
        self.content = b""
        self.sender = ""
        self.recipients: list[str] = []
        self.user: str | None = None
        self._buffer = b""

    @property
    def secure(self) -> bool:
        return isinstance(self.socket, ssl.SSLSocket)

    def run(self) -> None:
        if self.server.security == "tls":
            first = self.socket.recv(1, socket.MSG_PEEK)
            if first != TLS_HANDSHAKE:
                self.clear += first
            self.start_tls()
        self._play(self.server.answers.get(b"", b"220 localhost ESMTP"))
        while True:
            self.answer(self.line())

    def answer(self, line: bytes) -> None:
        self.commands.append(line)
        for start, answer in self.server.answers.items():
            if start and re.match(start, line, re.IGNORECASE):
                self._play(answer)
                return
        self.usual()

    def usual(self, reply: bytes = b"") -> None:
        """What a good server does with the last command; ``reply`` is said instead of its words."""
        line = self.commands[-1]
        verb = line[:4].upper().decode("latin-1")
        handle = getattr(self, f"_{verb.strip('.').lower() or 'end'}", None)
        if line == b"STARTTLS":
            self.say(reply or b"220 2.0.0 go")
            self.start_tls()
        elif handle:
            handle(line, reply)
        else:
            self.say(reply or b"502 5.5.2 what?")

    def say(self, line: bytes) -> None:
        self.socket.sendall(line + b"\r\n")

    def cut(self) -> None:
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def start_tls(self) -> None:
        self.socket = self.context.wrap_socket(self.socket, server_side=True)

    def read(self, size: int) -> bytes:
        """So many bytes that the client says next, or fewer at the end."""
        while len(self._buffer) < size and (data := self._receive()):
            self._buffer += data
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def line(self, end: bytes = b"\r\n") -> bytes:
        """What comes before ``end``. Raises ConnectionError if that does not come."""
        while end not in self._buffer:
            data = self._receive()
            if not data:
                raise ConnectionError
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(end)
        return line

    def _receive(self) -> bytes:
        data = self.socket.recv(65536)
        if not self.secure:
            self.clear += data
        return data

    def _play(self, answer: "bytes | Callable[[Talk], object]") -> None:
        if callable(answer):
            answer(self)
        elif self.commands and answer[:1] in b"23":
            self.usual(answer)
        else:
            self.say(answer)

    # Each of them by the first four letters of its command.

    def _ehlo(self, line: bytes, reply: bytes) -> None:
        more = b"AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER" if self.secure else b"STARTTLS"
        told = [b"localhost", b"SIZE %d" % SIZE, b"8BITMIME", b"DSN", b"ENHANCEDSTATUSCODES"]
        self.say(reply or b"\r\n".join(b"250-" + each for each in told) + b"\r\n250 " + more)

    def _auth(self, line: bytes, reply: bytes) -> None:
        mechanism, *given = line.upper().split()[1:]
        if mechanism == b"LOGIN":
            self.say(b"334 VXNlcm5hbWU6")
            user = b64decode(self.line()).decode()
            self.say(b"334 UGFzc3dvcmQ6")
            said = user, b64decode(self.line()).decode()
        else:
            if not given:
                self.say(b"334 ")
            text = b64decode(line.split()[2] if given else self.line()).decode()
            said = _plain(text) if mechanism == b"PLAIN" else _bearer(text)
        if self.server.users.get(said[0]) == said[1]:
            self.user = said[0]
            self.say(reply or b"235 2.7.0 Authentication successful")
        else:
            if mechanism in {b"XOAUTH2", b"OAUTHBEARER"}:
                self.say(b"334 eyJzdGF0dXMiOiI0MDAifQ==")  # {"status":"400"}
                self.line()
            self.say(b"535 5.7.8 Username and Password not accepted")

    def _mail(self, line: bytes, reply: bytes) -> None:
        if self.user is None:
            self.say(b"530 5.7.0 Authentication required")
            return
        self.sender, self.recipients, self.content = _address(line), [], b""
        self.say(reply or b"250 2.1.0 Ok")

    def _rcpt(self, line: bytes, reply: bytes) -> None:
        self.recipients.append(_address(line))
        self.say(reply or b"250 2.1.5 Ok")

    def _data(self, line: bytes, reply: bytes) -> None:
        if not self.recipients:
            self.say(b"554 5.5.1 no valid recipients")
            return
        self.say(reply or b"354 go ahead")
        self._buffer = b"\r\n" + self._buffer
        body = self.line(b"\r\n.\r\n") + b"\r\n"
        self.content = body.replace(b"\r\n.", b"\r\n").removeprefix(b"\r\n")
        self.answer(b".")

    def _end(self, line: bytes, reply: bytes) -> None:
        mail = Received(self.sender, tuple(self.recipients), self.content)
        self.server.received.append(mail)
        self.say(reply or b"250 2.0.0 Ok: queued as %d" % len(self.server.received))

    def _rset(self, line: bytes, reply: bytes) -> None:
        self.sender, self.recipients = "", []
        self.say(reply or b"250 2.0.0 Ok")

    def _noop(self, line: bytes, reply: bytes) -> None:
        self.say(reply or b"250 2.0.0 Ok")

    def _quit(self, line: bytes, reply: bytes) -> None:
        self.say(reply or b"221 2.0.0 bye")
        raise ConnectionError


def _address(line: bytes) -> str:
    return line.partition(b"<")[2].partition(b">")[0].decode()


def _plain(text: str) -> tuple[str, str]:
    _, user, password = text.split("\0")
    return user, password


def _bearer(text: str) -> tuple[str, str]:
    user = re.search(r"(?:user=|a=)([^\1,]+)", text)
    token = re.search(r"Bearer ([^\1]+)", text)
    return (user[1] if user else "", token[1] if token else "")
