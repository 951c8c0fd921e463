"""An SMTP server for submission that is good by itself, and does what a test tells it to do."""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from local.ca import CertificateFiles
from tests.integration.smtp.talk import Answers, Received, Talk

USER = "ana@malote.test"
# Long runs of letters and digits, so that half a secret is recognised too (tests/canaries.py).
PASSWORD = 'canaryPassword1 é"\\+/=%< secondHalf2345'
TOKEN = "ya29.canaryToken1234567-_~+/="


@dataclass
class SmtpTestServer:
    """Listening on ``host`` and ``port``; ``files.ca`` is whom a client has to trust.

    ``received`` are the mails that it took, ``talks`` its clients, each with what was said.
    ``answers`` may be changed while it runs: the next command meets the new ones.
    """

    files: CertificateFiles
    security: str
    users: Mapping[str, str]
    answers: Answers
    before: Callable[[socket.socket], None] | None
    listener: socket.socket
    host: str = "localhost"
    received: list[Received] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)

    @property
    def port(self) -> int:
        port: int = self.listener.getsockname()[1]
        return port

    @property
    def commands(self) -> list[bytes]:
        """What the last client said, line by line, without the mails."""
        return self.talks[-1].commands if self.talks else []

    def said(self, pattern: bytes) -> list[bytes]:
        """Those commands of all clients."""
        every = [command for talk in self.talks for command in talk.commands]
        return [command for command in every if re.match(pattern, command, re.IGNORECASE)]

    def accept(self, context: ssl.SSLContext) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                talk = Talk(client, context, self)
                self.talks.append(talk)
                threading.Thread(target=self._serve, args=(talk,), daemon=True).start()

    def _serve(self, talk: Talk) -> None:
        with suppress(OSError, ValueError):
            if self.before:
                self.before(talk.socket)
            talk.run()
        talk.cut()


@contextmanager
def smtp_server(
    files: CertificateFiles,
    answers: Answers | None = None,
    *,
    security: str = "starttls",
    users: Mapping[str, str] | None = None,
    before: Callable[[socket.socket], None] | None = None,
) -> Iterator[SmtpTestServer]:
    """``security``: ``tls`` at once or after ``starttls``. ``users``: passwords, or tokens.

    ``answers`` are tried in their order: from the beginning of a command (a pattern; ``b""`` is
    the greeting, ``rb"\\.$"`` the end of a mail) to what is said instead of the usual. ``before``
    TLS it may do something with the socket.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    listener = socket.create_server(("127.0.0.1", 0), backlog=200)
    known = users if users is not None else {USER: PASSWORD}
    server = SmtpTestServer(files, security, known, answers or {}, before, listener)
    threading.Thread(target=server.accept, args=(context,), daemon=True).start()
    try:
        yield server
    finally:
        listener.close()
        for talk in server.talks:
            talk.cut()
