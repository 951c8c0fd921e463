"""An entry of the audit trail."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Action(StrEnum):
    """What was done: the thing, and what became of it."""

    DOCUMENT_DECIDED = "document.decided"
    DOCUMENT_UPLOADED = "document.uploaded"
    DOCUMENT_DOWNLOADED = "document.downloaded"
    EXPORT_REQUESTED = "export.requested"
    QUARANTINE_RETRIED = "quarantine.retried"
    MAILBOX_CREATED = "mailbox.created"
    MAILBOX_CHANGED = "mailbox.changed"
    MAILBOX_CREDENTIAL_CHANGED = "mailbox.credential_changed"
    MAILBOX_PAUSED = "mailbox.paused"
    MAILBOX_POLL_REQUESTED = "mailbox.poll_requested"
    MAILBOX_PREVIEWED = "mailbox.previewed"
    TENANT_CREATED = "tenant.created"
    TAX_IDS_ADDED = "tenant.tax_ids_added"
    USER_CREATED = "user.created"
    REPLAY_REQUESTED = "replay.requested"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a user (by ``sub``), the cloud admin (an AWS identity), or Malote itself."""

    kind: str
    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done to ``target``, as its id is in the API; ``details`` never hold a secret."""

    tenant: str
    entry_id: str
    at: datetime
    actor: Actor
    action: Action
    target: str
    details: dict[str, str] = field(default_factory=dict)
