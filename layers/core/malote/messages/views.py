"""Messages as the API shows them; times are RFC 3339."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel

from malote.error_words import ErrorWords
from malote.errors import Step
from malote.messages.models import Attached, Attempt, Bounce, Message, Status
from malote.messages.recipients import put_off

Shown = Literal["queued", "sending", "sent", "bounced", "failed", "uncertain", "cancelled"]


class AttemptView(BaseModel):
    """One try: how far it came (``step``), and the server's own answer.

    ``lost`` is one that nobody saw the end of, before anything was handed over; ``refused`` are
    recipients that the server did not take while it took the others.
    """

    number: int
    at: datetime
    seconds: float
    outcome: str
    step: Step | None
    reply: int | None
    server_said: str
    refused: dict[str, str]
    error: ErrorWords | None

    @classmethod
    def of(cls, attempt: Attempt) -> Self:
        """With the words of its error."""
        error = ErrorWords.of(attempt.code) if attempt.code else None
        return cls(error=error, **attempt.model_dump(exclude={"code"}))


class MessageView(BaseModel):
    """One line of the list.

    ``bounced`` is one that was sent, though not to all: the server refused somebody for good,
    or a report came that somebody did not get it.
    ``due_at`` is when it is to be tried next; ``error`` is of its last attempt.
    """

    id: str
    created_at: datetime
    status: Shown
    due_at: datetime | None
    branch: str
    customer: str
    to: list[str]
    subject: str
    origin: Literal["user", "rule"]
    error: ErrorWords | None

    @classmethod
    def of(cls, message: Message) -> Self:
        """From a message."""
        return cls.model_validate(_line(message))


class MessageDetail(MessageView):
    """A message with each attempt at it and each report about it.

    ``mime_id`` is its header Message-ID; ``mime_url`` downloads it for five minutes as it was
    sent, None before.
    """

    cc: list[str]
    bcc: list[str]
    reply_to: str | None
    text: str
    template: str | None
    attachments: list[Attached]
    requested_by: str
    resent_at: datetime | None
    mime_id: str
    mime_url: str | None = None
    attempts: list[AttemptView]
    bounces: list[Bounce]

    @classmethod
    def of(cls, message: Message, mime_url: str | None = None) -> Self:
        """From a message."""
        attempts = list(map(AttemptView.of, message.attempts))
        return cls.model_validate({**_line(message), "attempts": attempts, "mime_url": mime_url})


class MessagePage(BaseModel):
    """Messages, newest first."""

    items: list[MessageView]
    next_cursor: str | None = None

    @classmethod
    def of(cls, messages: Iterable[Message], next_cursor: str | None) -> Self:
        """From messages."""
        return cls(items=list(map(MessageView.of, messages)), next_cursor=next_cursor)


class UploadedFile(BaseModel):
    """A file that can be attached for 30 days, by its ``id``; ``size`` is in bytes."""

    id: str
    size: int


def _line(message: Message) -> dict[str, Any]:
    last = message.attempts[-1] if message.attempts else None
    bounced = any(bounce.action == "failed" for bounce in message.bounces) or any(
        each.refused.keys() - put_off(each.refused) for each in message.attempts
    )
    return {
        **message.model_dump(),
        "id": message.message_id,
        "status": "bounced" if message.status is Status.SENT and bounced else message.status,
        "error": ErrorWords.of(last.code) if last and last.code else None,
    }
