"""A notice: something that a tenant's users should know, told once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class NoticeKind(StrEnum):
    """What it is about; each can be turned off by each user."""

    MAILBOX_PAUSED = "mailbox_paused"
    SENDING_PAUSED = "sending_paused"
    MESSAGE_FAILED = "message_failed"
    BILLING_ERROR = "billing_error"
    MANIFESTATION_ENDING = "manifestation_ending"
    SEFAZ_ERROR = "sefaz_error"
    CERTIFICATE_EXPIRING = "certificate_expiring"


@dataclass(frozen=True, slots=True)
class Notice:
    """``of`` names what happened, once and for all: a mailbox and its revision, a message.

    ``details`` are what the words need: an error's code, a recipient. Never a secret. ``only`` are
    the addresses of the users that are mailed it; without any it goes to all.
    """

    tenant: str
    kind: NoticeKind
    of: str
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()


class NoticeRequest(BaseModel):
    """A notice is to be mailed; the same twice does no harm."""

    model_config = ConfigDict(frozen=True)

    tenant: str
    kind: NoticeKind
    of: str


@dataclass(frozen=True, slots=True)
class User:
    """Somebody of a tenant, by Cognito's ``sub``; ``off`` are the kinds that are not mailed."""

    tenant: str
    sub: str
    email: str
    group: str
    created_at: datetime
    off: frozenset[NoticeKind] = frozenset()


@dataclass(frozen=True, slots=True)
class NoticeMail:
    """A notice as one user gets it."""

    to_address: str
    subject: str
    text: str
    headers: Mapping[str, str]


type Image = Mapping[str, Any]
"""An item's plain values; empty where there was none."""

type Told = Iterator[tuple[NoticeKind, str, dict[str, str]]]
"""The notices of a change: their kind, what they are of, and their details."""

MailState = Literal["sent", "not_sent", "uncertain"]
"""What became of the mail of a notice to a user; it is ``uncertain`` from before the send on."""

Delivery = Literal["sent", "refused", "later", "uncertain"]
"""A sender's answer: only after ``later`` may the same mail be tried again."""
