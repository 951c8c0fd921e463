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
from malote.adapters.imap import ImapServer
from malote.adapters.imap_connection import Limits
from malote.adapters.imap_folder import ImapFolder
from malote.adapters.tls import tls_context
from malote.errors import MailboxError
from tests.fakes.credentials import password as a_password
from tests.integration.imap.conftest import mailbox_at, soon

SECRET = 's3nh"a'
SMALL = Limits(read=1, line=100_000, description=20_000, answer=500_000, session=6_000_000)

GREETING = b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hello"
SELECTED = (
    b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 4] ok\r\n{tag} OK [READ-WRITE] done"
)
Answers = dict[bytes, bytes | Callable[["Conversation"], None]]


class Conversation:
    """One client. ``answers`` maps the beginning of a command, without its tag, to what to say.

    ``{tag}`` in an answer is the command's. What nobody foresaw is answered ``OK``.
    """

    def __init__(self, connected: socket.socket, context: ssl.SSLContext, answers: Answers) -> None:
        self.socket = connected
        self.context = context
        self.answers = answers
        self.commands: list[bytes] = []
        self.tag = b""

    def run(self, *, over_tls: bool) -> None:
        if over_tls:
            self.start_tls()
        greeting = self.answers.get(b"", GREETING)
        self.say(greeting if isinstance(greeting, bytes) else b"")
        buffered = b""
        while data := self.socket.recv(65536):
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
    """Listening on ``port``; ``commands`` is what the last client said, without tags."""

    def __init__(self, files: CertificateFiles, answers: Answers, *, over_tls: bool) -> None:
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(files.certificate, files.key)
        self._answers, self._over_tls = answers, over_tls
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.commands: list[bytes] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                conversation = Conversation(client, self._context, self._answers)
                self.commands = conversation.commands
                with suppress(OSError):
                    conversation.run(over_tls=self._over_tls)
                conversation.socket.close()


@contextmanager
def scripted(
    files: CertificateFiles, answers: Answers, *, over_tls: bool = True
) -> Iterator[Scripted]:
    server = Scripted(files, answers, over_tls=over_tls)
    try:
        yield server
    finally:
        server.listener.close()


@dataclass(frozen=True)
class Stage:
    """Where a server plays its answers to the adapter, under small limits."""

    files: CertificateFiles

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
            with ImapServer(context, SMALL).open(mailbox, a_password(password), soon(5)) as folder:
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
