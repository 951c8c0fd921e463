from datetime import UTC, datetime

import pytest

from malote.adapters import keys
from malote.adapters.mail_ledger import MailLedger
from malote.adapters.table import Table
from malote.mailboxes.models import Mailbox, MailOutcome, MailResult, Message, PartResult

MAILBOX = Mailbox(
    tenant="acme", mailbox_id="notas", host="mail.test", username="ana", secret_name="s"
)
MESSAGE = Message(7, 100, datetime(2026, 8, 3, tzinfo=UTC), b"Subject: nota\r\n", ())
FOUND = MailResult(MESSAGE, MailOutcome.STORED, "", (PartResult("1", MailOutcome.STORED, "ab"),))
VANISHED = MailResult(MESSAGE, MailOutcome.IGNORED, "vanished", ())
NOTHING = MailResult(MESSAGE, MailOutcome.IGNORED, "no_document", ())


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ([FOUND], ("stored", "")),
        ([FOUND, VANISHED], ("stored", "")),  # an overtaken poll, and its mails moved away
        ([VANISHED, FOUND], ("stored", "")),
        ([NOTHING], ("ignored", "no_document")),
        ([NOTHING, VANISHED], ("ignored", "no_document")),
    ],
)
def test_what_was_found_is_never_hidden(
    table: Table, told: list[MailResult], kept: tuple[str, str]
) -> None:
    ledger = MailLedger(table)
    for each in told:
        ledger.record(MAILBOX, 1, [each])
    entry = table.get(keys.message("acme", "notas", 1, 7))
    assert entry
    assert (entry["outcome"], entry.get("reason", "")) == kept
