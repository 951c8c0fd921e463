"""Mailboxes as the API shows them: never a password, nor where it is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from malote.errors import error_of
from malote.mailboxes.models import Mailbox


class LastResult(BaseModel):
    """How the last poll went. ``message`` and ``action`` say what is wrong and what to do.

    ``warning`` tells of a mail that could not be marked or moved after its import.
    """

    at: datetime
    outcome: Literal["ok", "error"]
    error: str | None = None
    message: str | None = None
    action: str | None = None
    detail: str | None = None
    warning: str | None = None
    more: bool = False
    mails: int = 0
    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0
    ignored: int = 0


class MailboxView(BaseModel):
    """A mailbox; one that is ``paused`` waits for the tenant, and ``last_result`` says why."""

    id: str
    status: Literal["active", "paused"]
    host: str
    port: int
    security: str
    username: str
    auth: str
    folder: str
    after_import: str
    last_result: LastResult | None = None

    @classmethod
    def of(cls, mailbox: Mailbox, state: Mapping[str, Any]) -> "MailboxView":
        """From the settings and the stored state of the polls."""
        result = state.get("last_result")
        if result and result.get("error"):
            words = error_of(result["error"])
            result = {**result, "message": words.message, "action": words.action}
        return cls.model_validate(
            {
                **mailbox.model_dump(),
                "id": mailbox.mailbox_id,
                "status": "paused" if mailbox.paused else "active",
                "last_result": result,
            }
        )


class MailboxPage(BaseModel):
    """The tenant's mailboxes."""

    items: list[MailboxView]
    next_cursor: str | None = None


class PollQueued(BaseModel):
    """The poll will start within seconds; ``GET /mailboxes`` shows its result."""

    status: Literal["queued"] = "queued"
    requested_at: datetime
