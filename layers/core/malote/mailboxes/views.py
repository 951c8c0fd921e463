"""Mailboxes as the API shows them: never a password, nor where it is kept."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel

from malote.error_words import ErrorWords
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
    given_up: int = 0

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """From what was stored, with words for the error's code."""
        words = error_of(stored["error"]) if stored.get("error") else None
        told = {"message": words.message, "action": words.action} if words else {}
        return cls.model_validate({**stored, **told})


class MailboxPause(ErrorWords):
    """Why a mailbox is not read, what to do, and ``since`` when, where that is known."""

    since: datetime | None = None


class MailboxView(BaseModel):
    """A mailbox; one that is ``paused`` waits for the tenant."""

    id: str
    status: Literal["active", "paused"]
    host: str
    port: int
    security: str
    username: str
    auth: str
    folder: str
    after_import: str
    move_to: str
    paused: MailboxPause | None = None
    last_result: LastResult | None = None

    @classmethod
    def of(cls, mailbox: Mailbox, state: Mapping[str, Any] | None = None) -> Self:
        """From the settings and the stored state of the polls, if there were any."""
        result = (state or {}).get("last_result")
        pause = MailboxPause.of(mailbox.paused) if mailbox.paused else None
        if pause:
            pause.since = mailbox.paused_at
        return cls.model_validate(
            {
                **mailbox.model_dump(),
                "id": mailbox.mailbox_id,
                "status": "paused" if mailbox.paused else "active",
                "paused": pause,
                "last_result": LastResult.of(result) if result else None,
            }
        )


class MailboxPage(BaseModel):
    """The tenant's mailboxes."""

    items: list[MailboxView]
    next_cursor: str | None = None

    @classmethod
    def of(cls, found: Iterable[tuple[Mailbox, Mapping[str, Any]]]) -> Self:
        """From what is stored."""
        return cls(items=[MailboxView.of(*each) for each in found])


class MailboxDeleted(BaseModel):
    """It is not read any more; the documents that it brought, and what is told of them, stay."""

    id: str


class PollQueued(BaseModel):
    """The poll will start within seconds; ``GET /mailboxes`` shows its result."""

    status: Literal["queued"] = "queued"
    requested_at: datetime
