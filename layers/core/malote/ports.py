"""Every boundary of Malote, as a Protocol, on one page."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from malote.documents import Container, Decision, Outcome, Quarantined, Registration, Source
from malote.errors import MailboxError
from malote.mailboxes.models import (
    Cursor,
    Lease,
    Mailbox,
    MailResult,
    Message,
    PollReport,
    PollRequest,
)

if TYPE_CHECKING:  # most functions know nothing of these
    from malote.documents.queries import DocumentQuery
    from malote.exports.models import Export, ExportTask
    from malote.exports.row import Row
    from malote.printing.printout import Printout


class MailFolder(Protocol):
    """A selected IMAP folder. Every call may raise a ``MailboxError``."""

    uid_validity: int

    def uids_after(self, last_uid: int) -> Iterable[Sequence[int]]:
        """Windows of ascending UIDs over ``last_uid``, fetched lazily; a window may be empty."""

    def survey(self, uids: Sequence[int]) -> list[Message]:
        """What these mails are made of, in UID order; one that vanished is left out."""

    def fetch(
        self, sections: Mapping[int, Sequence[str]], first_bytes: int | None = None
    ) -> dict[tuple[int, str], bytes]:
        """The bytes (still transfer-encoded) of these sections by UID, whole or their beginning.

        Section ``""`` is the whole message. What the server does not hand over is left out.
        """

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Set the Seen flag."""

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move to a folder, made if it is missing."""


class MailServer(Protocol):
    """Whoever can open a mailbox."""

    def open(
        self, mailbox: Mailbox, password: str, deadline: float
    ) -> AbstractContextManager[MailFolder]:
        """Connect, log in, select. At ``deadline`` (``time.monotonic``) the connection is cut."""


class Mailboxes(Protocol):
    """Settings of mailboxes, and the state of their polls."""

    def get(self, tenant: str, mailbox_id: str) -> Mailbox | None:
        """The settings, or None if there is no such mailbox."""

    def pause(self, mailbox: Mailbox, error: MailboxError) -> None:
        """Take the mailbox out of the schedule, unless its settings were changed meanwhile."""

    def acquire(self, request: PollRequest, now: datetime, until: datetime) -> Lease | None:
        """The lease, or None when there is nothing to do: held, just polled, or backing off."""

    def advance(self, lease: Lease, cursor: Cursor) -> None:
        """Remember how far the folder was read. Raises LeaseLost."""

    def release(
        self, lease: Lease, report: PollReport, now: datetime, retry_at: datetime | None
    ) -> bool:
        """Give the lease back with the result. True when somebody asked again. Raises LeaseLost."""


class MailLedger(Protocol):
    """What became of every mail."""

    def record(self, mailbox: Mailbox, uid_validity: int, mails: Sequence[MailResult]) -> None:
        """Write down a batch of mails, and which bytes each one brought."""


class UploadLedger(Protocol):
    """Who uploaded what."""

    def record_upload(self, tenant: str, sha256s: Sequence[str], source: Source) -> None:
        """Write down who brought these blobs."""


class Archive(Protocol):
    """The raw bytes, by content hash, under the tenant's prefix."""

    def put_all(self, tenant: str, contents: Sequence[bytes]) -> list[tuple[str, bool]]:
        """Into the inbox. For each its SHA-256, and whether it is new to this tenant."""

    def get(self, tenant: str, sha256: str) -> tuple[bytes, datetime]:
        """The bytes of an inbox object, and when they came."""

    def link(self, tenant: str, sha256: str, filename: str, seconds: int) -> str:
        """An address that downloads the bytes for a while, with no other credential."""

    def put_aside(self, tenant: str, blob_id: str, content: bytes) -> None:
        """Keep what could not be opened; nothing is queued for it."""


class QuarantineLedger(Protocol):
    """Why things could not be registered."""

    def quarantine(self, kept: Quarantined) -> Outcome:
        """Note the reason. The same thing again changes nothing."""


class Registry(QuarantineLedger, Protocol):
    """Where documents are registered."""

    def tax_ids(self, tenant: str) -> frozenset[str]:
        """Every CNPJ and CPF of the tenant, by branch."""

    def register_all(self, found: Sequence[Registration]) -> list[Outcome | Exception]:
        """Write readable blobs, each with an outcome or an exception of its own.

        ``duplicate`` means that it, or a better version, was there.
        """

    def unpacked(self, container: Container, parts: Sequence[str]) -> Outcome:
        """Note that a blob was so many others, and that it brought them."""


class Catalog(Protocol):
    """Where documents are read back."""

    def documents(
        self, tenant: str, query: "DocumentQuery", limit: int, cursor: str | None
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Headers that match, newest first, and the cursor of the next page or None."""

    def header(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        """A stored header alone."""

    def document(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        """A stored header with its ``events``, ``decisions`` and ``blobs``.

        Each blob is a version of the document, with its ``sha256`` and its ``sources``.
        """

    def has_version(self, tenant: str, access_key: str, sha256: str) -> bool:
        """Whether these bytes are a version of the document, or one of its events."""

    def quarantined(self, tenant: str, blob_id: str) -> dict[str, Any] | None:
        """The entry of what waits in quarantine under this id."""

    def events(self, tenant: str, access_key: str) -> list[dict[str, Any]]:
        """A document's stored events, each with the ``sha256`` of its bytes."""


class Decisions(Protocol):
    """What users decide of documents."""

    def record(self, decision: Decision) -> dict[str, Any] | None:
        """Keep a decision. The header as it is then, or None if there is no document."""


class InboxQueue(Protocol):
    """Where blobs of the inbox are queued to be read."""

    def send(self, tenant: str, sha256s: Iterable[str]) -> int:
        """Queue blobs. Returns how many."""


class Printer(Protocol):
    """Whoever draws papers."""

    def draw(self, printout: "Printout") -> bytes:
        """The PDF. Raises NoPrintedForm, or PrintFailed naming the document."""


class Papers(Protocol):
    """The PDFs that were drawn, each under a name that says all that is on it."""

    def has(self, tenant: str, name: str) -> bool:
        """Whether it was drawn before."""

    def put(self, tenant: str, name: str, pdf: bytes) -> None:
        """Keep a PDF."""

    def link(self, tenant: str, name: str, filename: str, seconds: int) -> str:
        """An address that downloads it for a while, with no other credential."""


class Exports(Protocol):
    """The state of monthly packages."""

    def get(self, tenant: str, month: str) -> "Export | None":
        """The last package that was asked for."""

    def all(self, tenant: str) -> "list[Export]":
        """The last package of every month."""

    def start(self, new: "Export", instead_of: "Export | None") -> bool:
        """Begin a package, unless another took that place meanwhile."""

    def planned(self, task: "ExportTask", parts: int, documents: int, at: datetime) -> bool:
        """Note how large it is. False when the package was begun anew: stop."""

    def part_done(self, task: "ExportTask", at: datetime) -> bool:
        """Note a part, again or for the first time. True when all are done."""

    def ready(self, task: "ExportTask", at: datetime) -> None:
        """Its files are there."""

    def failed(self, task: "ExportTask", reason: str, at: datetime) -> None:
        """It will not be made, and why, in Portuguese."""


class ExportQueue(Protocol):
    """Where the steps of a package are queued."""

    def send(self, tasks: "Iterable[ExportTask]") -> None:
        """Queue steps."""


class ExportFiles(Protocol):
    """The files of a package, by name."""

    def new(self, task: "ExportTask", name: str) -> AbstractContextManager[BinaryIO]:
        """A file to write in, which takes an older one's place when it closes well."""

    def put_once(self, task: "ExportTask", name: str, content: bytes) -> bytes:
        """Keep a small file unless there is one. Returns what is kept."""

    def get(self, task: "ExportTask", name: str) -> bytes:
        """A small file's content."""

    def link(self, task: "ExportTask", name: str, filename: str, seconds: int) -> str:
        """An address that downloads it for a while, with no other credential."""


class SpreadsheetWriter(Protocol):
    """Whoever writes spreadsheets."""

    def __call__(self, rows: "Iterable[Row]", target: BinaryIO) -> None:
        """Write one, a line for each document."""
