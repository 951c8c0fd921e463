"""Every boundary of Malote, as a Protocol, on a page for each capability."""

from malote.ports.documents import (
    Archive,
    Catalog,
    Decisions,
    InboxQueue,
    QuarantineLedger,
    Registry,
    UploadLedger,
)
from malote.ports.mail import (
    Credentials,
    Mailboxes,
    MailFolder,
    MailLedger,
    MailServer,
)
from malote.ports.papers import (
    ExportFiles,
    ExportQueue,
    Exports,
    Papers,
    Printer,
    SpreadsheetWriter,
)
from malote.ports.upkeep import (
    AuditTrail,
    Inbox,
    Settled,
    SweepState,
)

__all__ = [
    "Archive",
    "AuditTrail",
    "Catalog",
    "Credentials",
    "Decisions",
    "ExportFiles",
    "ExportQueue",
    "Exports",
    "Inbox",
    "InboxQueue",
    "MailFolder",
    "MailLedger",
    "MailServer",
    "Mailboxes",
    "Papers",
    "Printer",
    "QuarantineLedger",
    "Registry",
    "Settled",
    "SpreadsheetWriter",
    "SweepState",
    "UploadLedger",
]
