"""The audit trail as the tenant's admin asks for it and sees it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from malote.audit.models import Action


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Filters of the trail; None asks for all, and several must all match."""

    action: Action | None = None
    actor: str | None = None
    target: str | None = None
    period: tuple[str, str] | None = None


class AuditEntry(BaseModel):
    """Who did what to which thing, and when; what was tried and failed is told too.

    ``actor`` is a user's id, the cloud admin's AWS identity, or ``malote``.
    """

    at: datetime
    actor_kind: str
    actor: str
    email: str | None = None
    action: Action
    target: str
    details: dict[str, str] = {}


class AuditPage(BaseModel):
    """The trail, newest first."""

    items: list[AuditEntry]
    next_cursor: str | None = None

    @classmethod
    def of(cls, items: Iterable[Mapping[str, Any]], next_cursor: str | None) -> Self:
        """From stored entries."""
        return cls(items=list(map(AuditEntry.model_validate, items)), next_cursor=next_cursor)
