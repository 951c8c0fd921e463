"""What became of every mail, and which mail brought which bytes.

Both are written over themselves when a poll is repeated, so they go in batches: all but a mail in
which nothing was found.
"""

import hashlib
from collections.abc import Iterator, Sequence

from malote.adapters import keys
from malote.adapters.items import Value
from malote.adapters.sources import source_item
from malote.adapters.table import Table
from malote.adapters.writes import Write, write_all
from malote.documents import Source
from malote.mailboxes.headers import sender_and_subject
from malote.mailboxes.models import Mailbox, MailOutcome, MailResult

# A mail with more parts than this shows the first ones; each blob still names the mail.
PARTS_SHOWN = 200
_FOUND = (MailOutcome.STORED, MailOutcome.DUPLICATE, MailOutcome.QUARANTINED)


class MailLedger:
    """The messages of a mailbox, and the sources of blobs."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def record(self, mailbox: Mailbox, uid_validity: int, mails: Sequence[MailResult]) -> None:
        """Write down a batch of mails.

        A poll that was overtaken without knowing it finds nothing in mails that the other one has
        moved away: nothing found never takes the place of what is written already.
        """
        items: list[dict[str, Value]] = []
        nothing: list[Write | Exception] = []
        for mail in mails:
            key = keys.message(mailbox.tenant, mailbox.mailbox_id, uid_validity, mail.message.uid)
            if mail.outcome is MailOutcome.IGNORED:
                unknown = "attribute_not_exists(#outcome)"
                nothing.append(Write(key, _values(mail), condition=unknown))
            else:
                items += [{**key, **_values(mail)}, *_sources(mailbox, uid_validity, mail)]
        self._table.put_all(items)
        for end in write_all(self._table, nothing):
            if isinstance(end, Exception):
                raise end

    def record_upload(self, tenant: str, sha256s: Sequence[str], source: Source) -> None:
        """Write down who uploaded these blobs."""
        self.record_sources(tenant, [(sha256, source) for sha256 in sha256s])

    def record_sources(self, tenant: str, brought: Sequence[tuple[str, Source]]) -> None:
        """Write down who brought what: blobs by SHA-256, each with a source of its own."""
        self._table.put_all([source_item(tenant, *each) for each in brought])


def _values(mail: MailResult) -> dict[str, Value]:
    sender, subject = sender_and_subject(mail.message.headers)
    return {
        "outcome": mail.outcome.value,
        "reason": mail.reason or None,
        "received_at": mail.message.received_at,
        "from_address": sender,
        "subject": subject,
        "parts": [
            {
                "path": part.path,
                "outcome": part.outcome.value,
                "ref": part.ref or None,
                "reason": part.reason or None,
            }
            for part in mail.parts[:PARTS_SHOWN]
        ],
    }


def _sources(mailbox: Mailbox, uid_validity: int, mail: MailResult) -> Iterator[dict[str, Value]]:
    message = mail.message
    sender, subject = sender_and_subject(message.headers)
    # The same mail in a later epoch of the mailbox has this same fingerprint.
    stamp = message.received_at.isoformat().encode()
    fingerprint = hashlib.sha256(message.headers + stamp).hexdigest()[:32]
    for part in mail.parts:
        if part.outcome in _FOUND and part.ref:
            source = Source(
                source_id=f"MAIL#{mailbox.mailbox_id}#{uid_validity:010}#{message.uid:010}",
                kind="mail",
                received_at=message.received_at,
                path=part.path,
                details={
                    "mailbox_id": mailbox.mailbox_id,
                    "epoch": str(uid_validity),
                    "fingerprint": fingerprint,
                    "from_address": sender,
                    "subject": subject,
                },
            )
            yield source_item(mailbox.tenant, part.ref, source)
