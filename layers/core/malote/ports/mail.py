"""Boundaries of reading mailboxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # most functions know nothing of most of these
    from malote.errors import MaloteError
    from malote.mail_accounts import Credential
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
    mail_count: int

    @property
    def batch_bytes(self) -> int:
        """How many bytes to ask for at once, now; one part may be larger."""

    def uids_after(self, last_uid: int) -> Iterable[Sequence[int]]:
        """Windows of ascending UIDs over ``last_uid``, fetched lazily; a window may be empty."""

    def survey(self, uids: Sequence[int]) -> list[Message]:
        """What these mails are made of, in UID order; one that vanished is left out."""

    def fetch(
        self,
        sections: Mapping[int, Sequence[str]],
        first_bytes: int | None = None,
        expected: int = 0,
    ) -> dict[tuple[int, str], bytes]:
        """The bytes (still transfer-encoded) of these sections by UID, whole or their beginning.

        ``expected`` is how many there should be; one megabyte or less need not be told.
        Section ``""`` is the whole message. What the server does not hand over is left out.
        """

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Set the Seen flag."""

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move to a folder, made if it is missing."""


class MailServer(Protocol):
    """Whoever can open a mailbox."""

    def open(
        self, mailbox: Mailbox, credential: Credential, deadline: float
    ) -> AbstractContextManager[MailFolder]:
        """Connect, log in, select. At ``deadline`` (``time.monotonic``) the connection is cut."""


class Mailboxes(Protocol):
    """Settings of mailboxes, and the state of their polls."""

    def get(self, tenant: str, mailbox_id: str) -> Mailbox | None:
        """The settings, or None if there is no such mailbox."""

    def reached(self, tenant: str, mailbox_id: str) -> Cursor | None:
        """How far the folder was read; None before its first poll."""

    def pause(self, mailbox: Mailbox, error: MaloteError, at: datetime) -> bool:
        """Take the mailbox out of the schedule; False if its settings were changed meanwhile."""

    def acquire(self, request: PollRequest, now: datetime, until: datetime) -> Lease | None:
        """The lease, or None when there is nothing to do: held, just polled, backing off, gone."""

    def begin(self, lease: Lease, uid: int, attempt: int) -> None:
        """Count an attempt at this mail before it is made: a crash leaves it counted.

        Raises LeaseLost.
        """

    def advance(self, lease: Lease, cursor: Cursor) -> None:
        """Remember how far the folder was read. Raises LeaseLost."""

    def release(
        self, lease: Lease, report: PollReport, now: datetime, retry_at: datetime | None
    ) -> bool:
        """Give the lease back with the result. True when somebody asked again. Raises LeaseLost."""


class MailboxSettings(Protocol):
    """Mailboxes, as their tenants set them up."""

    def get(self, tenant: str, mailbox_id: str) -> Mailbox | None:
        """The settings, or None if there is no such mailbox."""

    def add(self, mailbox: Mailbox) -> None:
        """Write a new one, to be read from its first mail. Raises AlreadyExists."""

    def resume(self, mailbox: Mailbox, *, instead_of: str, elsewhere: bool = False) -> bool:
        """Write changed settings, not paused. ``elsewhere`` reads from the first mail again.

        False if the ``revision`` is no more ``instead_of``. A poll under way writes no more.
        """

    def pause(self, mailbox: Mailbox, error: MaloteError, at: datetime) -> bool:
        """Take the mailbox out of the schedule; False if its settings were changed meanwhile."""

    def delete(self, mailbox: Mailbox) -> bool:
        """Forget it and how far it was read; False if its settings were changed meanwhile."""


class PollQueue(Protocol):
    """Where polls are asked for."""

    def send(self, requests: Iterable[PollRequest]) -> int:
        """Queue them. Returns how many."""


class DeliveryReports(Protocol):
    """Whoever sent the mails that delivery reports are about."""

    def take(self, tenant: str, status: bytes, headers: bytes, at: datetime) -> str:
        """Note what a report says, from its message/delivery-status and the mail's header.

        Returns the id of the tenant's message that it is about, or "" if it is about none.
        """


class MailLedger(Protocol):
    """What became of every mail."""

    def record(self, mailbox: Mailbox, uid_validity: int, mails: Sequence[MailResult]) -> None:
        """Write down a batch of mails, and which bytes each one brought."""
