"""Notes that wait for the recipient's answer, as the API shows them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import BaseModel

from malote.clock import BRASILIA
from malote.sefaz.made import Deadline


class DeadlineView(BaseModel):
    """``days_left`` are days of the calendar in Brasília, negative once the deadline is over."""

    access_key: str
    tax_id: str
    issuer_tax_id: str | None
    issuer_name: str | None
    total_amount: str | None
    authorized_at: datetime
    until: datetime
    days_left: int

    @classmethod
    def of(cls, deadline: Deadline, now: datetime) -> Self:
        """As it is seen at a moment."""
        last, today = (each.astimezone(BRASILIA).date() for each in (deadline.until, now))
        days_left = (last - today).days
        return cls(**deadline.model_dump(exclude={"tenant"}), days_left=days_left)


class DeadlinePage(BaseModel):
    """The first to end first."""

    items: list[DeadlineView]
    next_cursor: str | None = None

    @classmethod
    def of(cls, deadlines: Iterable[Deadline], next_cursor: str | None, now: datetime) -> Self:
        """From deadlines."""
        return cls(
            items=[DeadlineView.of(each, now) for each in deadlines], next_cursor=next_cursor
        )
