"""A poller whose stores are in memory."""

from typing import Any

from malote.mailboxes.poll import Poller
from malote.ports import Mailboxes, MailServer
from tests.fakes.credentials import FixedCredentials
from tests.fakes.stores import MemoryArchive, MemoryLedger, MemoryQuarantine
from tests.fakes.trail import MemoryTrail


def memory_poller(mailboxes: Mailboxes, server: MailServer, password: str, **others: Any) -> Poller:
    """Each mailbox has this password. ``others`` take the place of its stores and limits."""
    stores = {
        "archive": MemoryArchive(),
        "quarantine": MemoryQuarantine(),
        "ledger": MemoryLedger(),
        "trail": MemoryTrail(),
    }
    return Poller(mailboxes, server, FixedCredentials(password), **{**stores, **others})
