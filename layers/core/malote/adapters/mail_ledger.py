"""What became of every mail, and which mail brought which bytes.

Both are written over themselves when a poll is repeated, so they go in batches.
"""

import hashlib
from collections.abc import Iterator, Sequence

from malote.adapters import keys
from malote.adapters.items import Value
from malote.adapters.sources import source_item
from malote.adapters.table import Table
from malote.documents import Source
from malote.mailboxes.headers import sender_and_subject
from malote.mailboxes.models import Mailbox, MailOutcome, MailResult

# A mail with more parts than this shows the first ones; each blob still names the mail.
_PARTS_SHOWN = 200
_FOUND = (MailOutcome.STORED, MailOutcome.DUPLICATE, MailOutcome.QUARANTINED)


class MailLedger:
    """The messages of a mailbox, and the sources of blobs."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def record(self, mailbox: Mailbox, uid_validity: int, mails: Sequence[MailResult]) -> None:
        """Write down a batch of mails."""
        self._table.put_all(
            [item for mail in mails for item in self._items(mailbox, uid_validity, mail)]
        )

    def record_upload(self, tenant: str, sha256s: Sequence[str], source: Source) -> None:
        """Write down who uploaded these blobs."""
        self._table.put_all([source_item(tenant, sha256, source) for sha256 in sha256s])

    def _items(
        self, mailbox: Mailbox, uid_validity: int, mail: MailResult
    ) -> Iterator[dict[str, Value]]:
        tenant, box, message = mailbox.tenant, mailbox.mailbox_id, mail.message
        sender, subject = sender_and_subject(message.headers)
        yield {
            **keys.message(tenant, box, uid_validity, message.uid),
            "outcome": mail.outcome.value,
            "reason": mail.reason or None,
            "received_at": message.received_at,
            "from_address": sender,
            "subject": subject,
            "parts": [
                {
                    "path": part.path,
                    "outcome": part.outcome.value,
                    "ref": part.ref or None,
                    "reason": part.reason or None,
                }
                for part in mail.parts[:_PARTS_SHOWN]
            ],
        }
        # The same mail in a later epoch of the mailbox has this same fingerprint.
        stamp = message.received_at.isoformat().encode()
        fingerprint = hashlib.sha256(message.headers + stamp).hexdigest()[:32]
        for part in mail.parts:
            if part.outcome in _FOUND and part.ref:
                source = Source(
                    source_id=f"MAIL#{box}#{uid_validity:010}#{message.uid:010}",
                    kind="mail",
                    received_at=message.received_at,
                    path=part.path,
                    details={
                        "mailbox_id": box,
                        "epoch": str(uid_validity),
                        "fingerprint": fingerprint,
                        "from_address": sender,
                        "subject": subject,
                    },
                )
                yield source_item(tenant, part.ref, source)
