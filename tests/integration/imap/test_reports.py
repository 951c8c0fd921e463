"""Delivery reports in a real mailbox: the mail's header is where RFC 3501 6.4.5 says it is."""

import pytest

from malote.adapters.imap import ImapServer
from malote.mailboxes.models import Mailbox
from malote.mailboxes.reports import fetch_reports, report_parts
from tests.bounces import EXCHANGE, GMAIL, POSTFIX, report
from tests.fakes.credentials import password as a_password
from tests.integration.dovecot import Dovecot
from tests.integration.imap.conftest import PASSWORD, soon

ID = "20261121t130000123-0123456789ab"


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("status", [POSTFIX, EXCHANGE, GMAIL], ids=["postfix", "exchange", "gmail"])
def test_status_and_header(
    dovecot: Dovecot, mailbox: Mailbox, server: ImapServer, status: str, whole: bool
) -> None:
    dovecot.deliver(mailbox.username, report(status, ID, whole=whole))
    with server.open(mailbox, a_password(PASSWORD), soon()) as folder:
        (message,) = folder.survey([1])
        wanted = report_parts(message.parts or ())
        assert wanted
        told, header = fetch_reports(folder, {1: wanted})[1]
    assert b"Action:" in told
    assert f"Message-ID: <malote.{ID}@empresa.test>".encode() in header
    assert b"Undelivered" not in header
