"""A notice: something that a tenant's users should know, told once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What it is about; each can be turned off by each user."""

    MAILBOX_PAUSED = "mailbox_paused"
    SENDING_PAUSED = "sending_paused"
    MESSAGE_FAILED = "message_failed"


@dataclass(frozen=True, slots=True)
class Notice:
    """``of`` names what happened, once and for all: a mailbox and its revision, a message.

    ``details`` are what the words need: an error's code, a recipient. Never a secret.
    """

    tenant: str
    kind: NoticeKind
    of: str
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)
