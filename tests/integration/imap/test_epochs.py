"""What others do to a mailbox; a hundred times as much is in tests/slow."""

import ssl

from tests.integration.dovecot import Dovecot
from tests.integration.imap.epochs import among_flags, through_epochs


def test_a_uidvalidity_that_changes(dovecot: Dovecot, tls: ssl.SSLContext) -> None:
    through_epochs(dovecot, tls, changes=5, seed=1)


def test_flags_that_others_change(dovecot: Dovecot, tls: ssl.SSLContext) -> None:
    among_flags(dovecot, tls, mailboxes=5, seed=1)
