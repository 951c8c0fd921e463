"""A real Dovecot with mails in it, behind a round trip and a line of some width."""

import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import say
from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.tls import tls_context
from malote.mailboxes.models import Mailbox
from tests.integration.dovecot import run_dovecot

PASSWORD = "uma senha qualquer"


@dataclass(frozen=True, slots=True)
class DistantMail:
    """``port`` of 127.0.0.1 speaks TLS; its certificate is of ``ca_pem``."""

    port: int
    ca_pem: str
    users: tuple[str, ...]

    def mailbox(self, user: str, tenant: str) -> Mailbox:
        return Mailbox(
            tenant=tenant,
            mailbox_id=user,
            host="localhost",
            port=self.port,
            username=user,
            secret_name=user,
        )

    def server(self) -> ImapServer:
        return ImapServer(tls_context(self.ca_pem), dialer=Dialer(loopback=True))


@contextmanager
def distant_mail(
    mailboxes: Mapping[str, Iterable[bytes]],
    round_trip: float,
    mbit: float | None = None,
    *,
    compresses: bool = True,
) -> Iterator[DistantMail]:
    """The mails of each user. Starts when entered, stops when left."""
    # Not in a folder of our own: Dovecot's users have to get in.
    with TemporaryDirectory(prefix="malote-bench-") as home:
        Path(home).chmod(0o755)
        with run_dovecot(Path(home), compresses=compresses) as dovecot:
            for user, mails in mailboxes.items():
                say(f"· mail for {user}")
                dovecot.set_password(user, PASSWORD)
                dovecot.deliver_many(user, mails)
            with _delayed(dovecot.port, round_trip, mbit) as port:
                yield DistantMail(port, dovecot.certificates.ca.read_text(), tuple(mailboxes))


@contextmanager
def _delayed(port: int, round_trip: float, mbit: float | None) -> Iterator[int]:
    command = [sys.executable, "-m", "bench.delay", str(port), str(round_trip)]
    if mbit:
        command.append(str(mbit))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy:
        try:
            assert proxy.stdout
            yield int(proxy.stdout.readline())
        finally:
            proxy.terminate()
