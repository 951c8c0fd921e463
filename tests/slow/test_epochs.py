"""Mailboxes that do not keep still: 100 UIDVALIDITY changes, 100 owners at work during the polls."""

import ssl

import pytest

from tests.integration.dovecot import Dovecot
from tests.integration.imap.conftest import dovecot, tls
from tests.integration.imap.epochs import among_flags, through_epochs

__all__ = ["dovecot", "tls"]


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
