"""Mailboxes that do not keep still: 100 UIDVALIDITY changes, 100 owners at work during the polls."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from malote.adapters.tls import tls_context
from tests.integration.dovecot import Dovecot, run_dovecot
from tests.integration.imap.epochs import among_flags, through_epochs


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with TemporaryDirectory(prefix="malote-dovecot-") as home:
        Path(home).chmod(0o755)
        with run_dovecot(Path(home)) as server:
            yield server


@pytest.fixture(scope="module")
def tls(dovecot: Dovecot) -> ssl.SSLContext:
    return tls_context(dovecot.certificates.ca.read_text())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_100_uidvalidity_changes(
    dovecot: Dovecot, tls: ssl.SSLContext, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print("\n" + through_epochs(dovecot, tls, changes=100, seed=seed))


def test_100_mailboxes_whose_flags_others_change(
    dovecot: Dovecot, tls: ssl.SSLContext, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print("\n" + among_flags(dovecot, tls, mailboxes=100, seed=1))
