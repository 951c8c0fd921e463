"""Every boundary of Malote, as a Protocol, on a page for each capability."""

from malote.ports.documents import (
    Archive,
    Catalog,
    Decisions,
    Deposit,
    InboxQueue,
    QuarantineLedger,
    Reader,
    Registry,
    TaxIds,
    UploadLedger,
)
from malote.ports.mail import (
    Credentials,
    KeptSecret,
    Mailboxes,
    MailFolder,
    MailLedger,
    MailServer,
    Secrets,
    TokenEndpoint,
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
    "Deposit",
    "ExportFiles",
    "ExportQueue",
    "Exports",
    "Inbox",
    "InboxQueue",
    "KeptSecret",
    "MailFolder",
    "MailLedger",
    "MailServer",
    "Mailboxes",
    "Papers",
    "Printer",
    "QuarantineLedger",
    "Reader",
    "Registry",
    "Secrets",
    "Settled",
    "SpreadsheetWriter",
    "SweepState",
    "TaxIds",
    "TokenEndpoint",
    "UploadLedger",
]
