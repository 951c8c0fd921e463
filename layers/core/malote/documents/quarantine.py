"""The quarantine as users see it, and reading again what is in it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from malote.audit import Entry
from malote.documents.views import SourceView
from malote.errors import FiscalError, NotFound, NotRetryable, error_of
from malote.ports import AuditTrail, Catalog, InboxQueue


class QuarantineItem(BaseModel):
    """Something that could not be registered: why, and what to do.

    A ``retryable`` one can be read again: it then leaves the quarantine, or stays as it is.
    """

    id: str
    code: str
    message: str
    action: str
    detail: str = ""
    access_key: str | None = None
    size: int | None = None
    received_at: datetime
    retryable: bool
    sources: list[SourceView]

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> Self:
        """From a stored entry, with the words of its code."""
        words = error_of(item["code"])
        blob_id = item["blob_id"]
        return cls.model_validate(
            {
                **item,
                "id": blob_id,
                "message": words.message,
                "action": words.action,
                "retryable": retryable(item),
                "sources": [{**source, "sha256": blob_id} for source in item["sources"]],
            }
        )


class QuarantinePage(BaseModel):
    """What is in quarantine, newest first."""

    items: list[QuarantineItem]
    next_cursor: str | None = None

    @classmethod
    def of(cls, items: Iterable[Mapping[str, Any]], next_cursor: str | None) -> Self:
        """From stored entries, each with its ``blob_id`` and ``sources``."""
        return cls(items=list(map(QuarantineItem.of, items)), next_cursor=next_cursor)


class RetryQueued(BaseModel):
    """It will be in /documents in seconds, or still in /quarantine."""

    id: str
    queued_at: datetime


def retryable(item: Mapping[str, Any]) -> bool:
    """Whether the bytes are in the inbox: what could not even be opened never got there."""
    return issubclass(error_of(item["code"]), FiscalError)


def retry(entry: Entry, catalog: Catalog, inbox: InboxQueue, trail: AuditTrail) -> RetryQueued:
    """Have something in quarantine read again, as after a branch was named: ``entry`` says what.

    Raises NotFound, NotRetryable.
    """
    found = catalog.quarantined(entry.tenant, entry.target)
    if not found:
        raise NotFound(entry.target)
    if not retryable(found):
        raise NotRetryable(error_of(found["code"]).action)
    trail.record(entry)
    inbox.send(entry.tenant, [entry.target])
    return RetryQueued(id=entry.target, queued_at=entry.at)
