"""A real Dovecot with many mailboxes, a mail in each, behind a round trip."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import say
from tests.integration.dovecot import run_dovecot

PASSWORD = "uma senha qualquer"
_MAIL = b"From: fornecedor@example.com\r\nSubject: bom dia\r\n\r\nsem anexo\r\n"


@dataclass(frozen=True, slots=True)
class DistantMail:
    """``port`` of 127.0.0.1 speaks TLS; its certificate is of ``ca_pem``."""

    port: int
    ca_pem: str
    users: tuple[str, ...]


@contextmanager
def distant_mail(mailboxes: int, round_trip: float) -> Iterator[DistantMail]:
    """Starts when entered, stops when left."""
    users = tuple(f"caixa-{number}" for number in range(mailboxes))
    # Not in a folder of our own: Dovecot's users have to get in.
    with TemporaryDirectory(prefix="malote-bench-") as home:
        Path(home).chmod(0o755)
        with run_dovecot(Path(home)) as dovecot:
            for user in users:
                say(f"· a mail for {user}")
                dovecot.set_password(user, PASSWORD)
                dovecot.deliver(user, _MAIL)
            with _delayed(dovecot.port, round_trip) as port:
                yield DistantMail(port, dovecot.certificates.ca.read_text(), users)


@contextmanager
def _delayed(port: int, round_trip: float) -> Iterator[int]:
    command = [sys.executable, "-m", "bench.delay", str(port), str(round_trip)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy:
        try:
            assert proxy.stdout
            yield int(proxy.stdout.readline())
        finally:
            proxy.terminate()
