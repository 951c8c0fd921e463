"""A mailbox as its tenant set it up, and what a mail in it looks like from outside."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from malote.errors import MailboxError
from malote.mail_accounts import Auth, Line, Security, fit_for_oauth

MAILBOX_ID = "^[a-z0-9][a-z0-9-]{0,39}$"
"""Its form; a tenant chooses it."""


class AfterImport(StrEnum):
    """What happens to a mail once everything in it is safe."""

    LEAVE = "leave"
    MARK_SEEN = "mark_seen"
    MOVE = "move"


class Mailbox(BaseModel):
    """The settings of one mailbox; its password or grant is a secret, under ``secret_name``.

    ``revision`` changes with every setting, the password too; ``paused`` is the code of what
    stopped the polls, or None, and ``paused_at`` says since when.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    mailbox_id: str = Field(pattern=MAILBOX_ID)
    host: Line
    port: int = Field(default=993, ge=1, le=65535)
    security: Security = "tls"
    username: Line
    auth: Auth = Auth.PASSWORD
    folder: Line = "INBOX"
    after_import: AfterImport = AfterImport.LEAVE
    move_to: Line = "Malote"
    secret_name: str
    revision: str = ""
    paused: str | None = None
    paused_at: datetime | None = None

    @property
    def protocol(self) -> Literal["imap"]:
        """What it is used for."""
        return "imap"

    @model_validator(mode="after")
    def _fit_for_oauth(self) -> Self:
        fit_for_oauth(self.auth, self.username)
        return self


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder was read. RFC 9051 2.3.1.1: another UIDVALIDITY makes all UIDs new."""

    uid_validity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of a BODYSTRUCTURE: ``section`` as FETCH wants it, ``size`` in encoded bytes.

    A message/rfc822 is opened into its own leaves when the server describes them.
    """

    section: str
    content_type: str
    encoding: str
    size: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One mail before any of it is fetched; ``headers`` are raw: From, Date, Subject, Message-ID.

    ``parts`` is None when the server's BODYSTRUCTURE is missing or unusable:
    then the whole message, ``size`` bytes, has to be fetched.
    """

    uid: int
    size: int
    received_at: datetime
    headers: bytes
    parts: tuple[Part, ...] | None


class PollRequest(BaseModel):
    """Somebody wants a mailbox read: the schedule, a user, or a poll that ran out of time.

    Any poll that starts after ``requested_at`` (aware) answers it. ``forced`` overrides the
    back-off of earlier failures.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    mailbox_id: str
    requested_at: datetime
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to read one mailbox for a while; ``token`` grows with each lease (fencing).

    ``stuck`` polls in a row ended or died at the mail with the UID ``stuck_at``, passing none.
    ``forced`` as it was asked for.
    """

    tenant: str
    mailbox_id: str
    token: int
    started: datetime
    cursor: Cursor | None
    failures: int
    stuck: int = 0
    stuck_at: int = 0
    forced: bool = False


@dataclass(slots=True)
class PollReport:
    """What one poll did. ``more`` says that mails are left, ``error`` why it ended early.

    ``given_up`` of the ``mails`` were passed unread, after too many attempts; ``paused`` says that
    the mailbox was, for its ``error``. ``warning`` is an after-import action that failed; the
    documents are safe all the same.
    """

    mails: int = 0
    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0
    ignored: int = 0
    given_up: int = 0
    more: bool = False
    error: MailboxError | None = None
    paused: bool = False
    warning: MailboxError | None = None


class MailOutcome(StrEnum):
    """How a mail, or a part of one, ends; there is no fifth way."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class PartResult:
    """What became of one thing in a mail: ``ref`` is the blob's id, ``reason`` a stable code."""

    path: str
    outcome: MailOutcome
    ref: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MailResult:
    """What became of one mail, as the ledger keeps it."""

    message: Message
    outcome: MailOutcome
    reason: str
    parts: tuple[PartResult, ...]
