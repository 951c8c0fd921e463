"""Every boundary of Malote, as a Protocol, on one page."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from malote.documents import Outcome, Quarantined, Registration, Source
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

    def register(self, found: Registration) -> Outcome:
        """Write a readable blob. ``duplicate`` means that it, or a better version, was there."""


class Catalog(Protocol):
    """Where documents are read back."""

    def header(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        """A stored header alone."""

    def document(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        """A stored header with its ``events``, and its ``blobs`` with their ``sources``."""
