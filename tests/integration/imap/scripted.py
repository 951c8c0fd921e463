"""An IMAP server that does what a test tells it to: broken, hostile, or just unusual."""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pytest

from local.ca import CertificateFiles
from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.imap_connection import Limits
from malote.adapters.imap_folder import ImapFolder
from malote.adapters.tls import tls_context
from malote.errors import MailboxError
from tests.fakes.credentials import password as a_password
from tests.integration.imap.conftest import mailbox_at, soon

SECRET = 's3nh"a'
SMALL = Limits(
    read=1,
    line=100_000,
    description=20_000,
    descriptions=100_000,
    answer=500_000,
    session=9_000_000,
)

TLS_HANDSHAKE = b"\x16"  # the first byte of its first record (RFC 8446 section 5.1)
GREETING = b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hello"
SELECTED = (
    b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 4] ok\r\n{tag} OK [READ-WRITE] done"
)
Answers = dict[bytes, bytes | Callable[["Conversation"], None]]


class Conversation:
    """One client. ``answers`` maps the beginning of a command, without its tag, to what to say.

    ``clear`` is what the client said outside of TLS, and ``commands`` what it said within.
    ``{tag}`` in an answer is the command's. What nobody foresaw is answered ``OK``.
    """

    def __init__(self, connected: socket.socket, context: ssl.SSLContext, answers: Answers) -> None:
        self.socket = connected
        self.context = context
        self.answers = answers
        self.commands: list[bytes] = []
        self.clear = bytearray()
        self.tag = b""

    def run(self, *, over_tls: bool) -> None:
        if over_tls:
            first = self.socket.recv(1, socket.MSG_PEEK)
            if first != TLS_HANDSHAKE:
                self.clear += first
            self.start_tls()
        greeting = self.answers.get(b"", GREETING)
        if isinstance(greeting, bytes):
            self.say(greeting)
        else:
            greeting(self)
        buffered = b""
        while data := self.socket.recv(65536):
            if not isinstance(self.socket, ssl.SSLSocket):
                self.clear += data
            buffered += data
            while b"\r\n" in buffered:
                line, _, buffered = buffered.partition(b"\r\n")
                self.answer(line)

    def answer(self, line: bytes) -> None:
        tag, _, command = line.partition(b" ")
        if command:
            self.tag = tag
        self.commands.append(command or line)
        for start, answer in self.answers.items():
            if start and re.match(start, command or line):
                if isinstance(answer, bytes):
                    self.say(answer)
                else:
                    answer(self)
                return
        self.say(SELECTED if command.startswith((b"SELECT", b"EXAMINE")) else b"{tag} OK done")

    def say(self, text: bytes) -> None:
        self.socket.sendall(text.replace(b"{tag}", self.tag) + b"\r\n")

    def start_tls(self) -> None:
        self.socket = self.context.wrap_socket(self.socket, server_side=True)


class Scripted:
    """Listening on ``port``; ``commands`` is what the last client said, without tags.

    ``before`` TLS a server may have something to do with the socket.
    """

    def __init__(
        self,
        files: CertificateFiles,
        answers: Answers,
        *,
        over_tls: bool,
        before: Callable[[socket.socket], None] | None = None,
    ) -> None:
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(files.certificate, files.key)
        self._answers, self._over_tls, self._before = answers, over_tls, before
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.talks: list[Conversation] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def commands(self) -> list[bytes]:
        return self.talks[-1].commands if self.talks else []

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                talk = Conversation(client, self._context, self._answers)
                self.talks.append(talk)
                threading.Thread(target=self._serve, args=(talk,), daemon=True).start()

    def _serve(self, talk: Conversation) -> None:
        with suppress(OSError, ValueError):
            if self._before:
                self._before(talk.socket)
            talk.run(over_tls=self._over_tls)
        talk.socket.close()


@contextmanager
def scripted(
    files: CertificateFiles,
    answers: Answers,
    *,
    over_tls: bool = True,
    before: Callable[[socket.socket], None] | None = None,
) -> Iterator[Scripted]:
    server = Scripted(files, answers, over_tls=over_tls, before=before)
    try:
        yield server
    finally:
        server.listener.close()


@dataclass(frozen=True)
class Stage:
    """Where a server plays its answers to the adapter, under small limits or (None) its own."""

    files: CertificateFiles
    limits: Limits | None = SMALL

    @contextmanager
    def open(
        self,
        answers: Answers,
        *,
        over_tls: bool = True,
        password: str = SECRET,
        **settings: object,
    ) -> Iterator[tuple[ImapFolder, Scripted]]:
        context = tls_context(self.files.ca.read_text())
        with scripted(self.files, answers, over_tls=over_tls) as server:
            security = "tls" if over_tls else "starttls"
            mailbox = mailbox_at(server.port, security=security, **settings)
            adapter = ImapServer(context, self.limits, Dialer(loopback=True))
            with adapter.open(mailbox, a_password(password), soon(5)) as folder:
                yield folder, server

    def refusal(self, answers: Answers, **settings: Any) -> MailboxError:
        """The error of opening, which tells no secret and fits on a line."""
        opening = self.open(answers, **settings)
        with pytest.raises(MailboxError) as caught:
            opening.__enter__()
        told = str(caught.value)
        assert SECRET not in told
        assert told.isprintable()
        assert len(told) < 300
        return caught.value
