"""Every error that Malote raises on purpose, as one tree.

    MaloteError
    ├── InvalidInput                 what the caller sent cannot be used as it is
    │   └── InvalidTrustStore        a bundle that is not certificates in PEM
    ├── NotFound                     there is no such thing for this tenant
    ├── Forbidden                    the token is good, but not for this
    ├── TooSoon                      it was asked a moment ago
    ├── NotRetryable                 reading it again would end the same way
    ├── FiscalError                  bytes that are not a readable fiscal document
    │   ├── EmptyDocument
    │   ├── DocumentTooLarge
    │   ├── MalformedXml
    │   ├── DoctypeRefused
    │   ├── UnsupportedDocument      well-formed, yet no kind that Malote reads
    │   ├── IdentityMissing          a known kind without a usable access key
    │   ├── DocumentTooCostly        reading it takes too much time or memory
    │   ├── ProcessingFailed         three attempts failed, through no fault of its own
    │   ├── NotAParty                a good document, of somebody else
    │   └── SeveralDocuments         a batch: each document in it is one of its own
    ├── AttachmentError              a part of a mail that cannot be opened
    │   ├── AttachmentTooLarge
    │   ├── ArchiveRefused           a bomb, encrypted, too deep, or broken
    │   ├── ArchiveUnsupported       RAR, 7z and the like
    │   └── MailUnreadable           the server does not hand the mail over
    ├── PrintError                   a document that has no paper, or does not fit on it
    │   ├── NoPrintedForm
    │   └── PrintFailed
    ├── ExportsBusy                  too many monthly packages are being made for the tenant
    ├── MailboxPaused                a poll was asked of a mailbox that waits for its tenant
    └── MailboxError                 a mailbox that cannot be read now
        ├── CredentialsRefused       final: the mailbox pauses
        ├── ConsentWithdrawn         final: the mailbox pauses
        ├── AppRefused               final: the mailbox pauses
        ├── FolderMissing            final: the mailbox pauses
        ├── HostUnreachable          the others are transient: they back off
        ├── TlsFailed
        ├── TokenUnavailable         who gives tokens gives none now
        ├── MailboxTimeout
        ├── MailProtocolError
        ├── StoreFailed              not the mailbox's fault, but ours
        └── LeaseLost                another poll holds the mailbox: stop, write nothing

Each class has a stable ``code`` (clients may match it), a ``message`` and an ``action``
in Portuguese (users read them). ``detail`` says what was found; it never holds a secret.
"""

from malote.errors.attachments import (
    ArchiveRefused,
    ArchiveUnsupported,
    AttachmentError,
    AttachmentTooLarge,
    MailUnreadable,
)
from malote.errors.base import MaloteError, error_of, known_codes
from malote.errors.fiscal import (
    DoctypeRefused,
    DocumentTooCostly,
    DocumentTooLarge,
    EmptyDocument,
    FiscalError,
    IdentityMissing,
    MalformedXml,
    NotAParty,
    ProcessingFailed,
    SeveralDocuments,
    UnsupportedDocument,
)
from malote.errors.general import (
    Forbidden,
    InvalidInput,
    InvalidTrustStore,
    NotFound,
    NotRetryable,
    TooSoon,
)
from malote.errors.mailboxes import (
    AppRefused,
    ConsentWithdrawn,
    CredentialsRefused,
    FolderMissing,
    HostUnreachable,
    LeaseLost,
    MailboxError,
    MailboxPaused,
    MailboxTimeout,
    MailProtocolError,
    StoreFailed,
    TlsFailed,
    TokenUnavailable,
)
from malote.errors.papers import (
    ExportsBusy,
    NoPrintedForm,
    PrintError,
    PrintFailed,
)

__all__ = [
    "AppRefused",
    "ArchiveRefused",
    "ArchiveUnsupported",
    "AttachmentError",
    "AttachmentTooLarge",
    "ConsentWithdrawn",
    "CredentialsRefused",
    "DoctypeRefused",
    "DocumentTooCostly",
    "DocumentTooLarge",
    "EmptyDocument",
    "ExportsBusy",
    "FiscalError",
    "FolderMissing",
    "Forbidden",
    "HostUnreachable",
    "IdentityMissing",
    "InvalidInput",
    "InvalidTrustStore",
    "LeaseLost",
    "MailProtocolError",
    "MailUnreadable",
    "MailboxError",
    "MailboxPaused",
    "MailboxTimeout",
    "MalformedXml",
    "MaloteError",
    "NoPrintedForm",
    "NotAParty",
    "NotFound",
    "NotRetryable",
    "PrintError",
    "PrintFailed",
    "ProcessingFailed",
    "SeveralDocuments",
    "StoreFailed",
    "TlsFailed",
    "TokenUnavailable",
    "TooSoon",
    "UnsupportedDocument",
    "error_of",
    "known_codes",
]
