"""A mail that a tenant sends, and how far it came."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from malote.addresses import Address, HeaderText
from malote.errors import Step
from malote.messages.identity import MESSAGE_ID


class Status(StrEnum):
    """How a message stands; the last four are final, though a user may have it sent again.

    ``uncertain`` is one that was handed over to a server that never answered: it is not sent
    again by itself.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class Attached(BaseModel):
    """Something attached, by reference: a document's XML or PDF (``id`` is the document's), an
    uploaded file (``id`` is its SHA-256), or a charge's boleto or a carnê (``id`` is ours).

    ``sha256`` is the document's version when the message was made, or the PDF's that Efí gave then.
    ``name`` is what the recipient sees.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["xml", "pdf", "file", "charge", "carnet"]
    id: str
    sha256: str
    name: HeaderText


class Bounce(BaseModel):
    """What a delivery report (RFC 3464) says of one recipient; ``status`` is like 5.1.1."""

    model_config = ConfigDict(frozen=True)

    recipient: str
    action: Literal["failed", "delayed", "delivered", "relayed", "expanded"]
    status: str = ""
    diagnostic: str = ""
    reported_at: datetime


Outcome = Literal["sent", "deferred", "refused", "unreachable", "uncertain", "lost", "unfit"]
"""How an attempt ended; one that was ``lost`` nobody saw the end of, and nothing was sent."""


class Attempt(BaseModel):
    """One try to send: ``reply`` is the server's three digits, ``server_said`` its words.

    Of a message that is ``unfit`` the words are ours. ``code`` is that of the error, or None when
    it was taken; ``refused`` are recipients that the server did not take while it took the others,
    each with its words.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    at: datetime
    seconds: float
    outcome: Outcome
    step: Step | None = None
    code: str | None = None
    reply: int | None = None
    server_said: str = ""
    refused: dict[str, str] = {}


class Message(BaseModel):
    """A message; ``message_id`` begins with its time, ``mime_id`` is the header Message-ID.

    ``branch`` is the CNPJ or CPF that sends it, ``customer`` whose history it is in: a tax id or,
    if none is known, an address. ``due_at`` (aware) is when it is to be tried, while it is queued;
    ``resent_at`` when a user last had it sent again.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    message_id: str = Field(pattern=f"^{MESSAGE_ID}$")
    created_at: datetime
    branch: str
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    subject: HeaderText
    text: str
    template: str | None = None
    attachments: tuple[Attached, ...] = ()
    customer: str
    origin: Literal["user", "rule"] = "user"
    requested_by: str = ""
    mime_id: str
    status: Status = Status.QUEUED
    due_at: datetime | None = None
    resent_at: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
    bounces: tuple[Bounce, ...] = ()

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody who gets it, once each whatever the capitals, in order."""
        found: dict[str, str] = {}
        for each in (*self.to, *self.cc, *self.bcc):
            found.setdefault(each.lower(), each)
        return tuple(found.values())


class SendRequest(BaseModel):
    """A message is to be tried; the same twice does no harm."""

    model_config = ConfigDict(frozen=True)

    tenant: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to try a message once; ``token`` grows with each claim (fencing)."""

    message: Message
    number: int
    token: int
    started: datetime


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who a mail is from and to, on the wire (RFC 5321).

    ``envelope_id`` comes back in delivery reports (ENVID, RFC 3461), where servers offer that.
    """

    sender: str
    recipients: tuple[str, ...]
    envelope_id: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server took a mail: its words, and which recipients it did not take, with why."""

    reply: int
    server_said: str
    refused: dict[str, str]
