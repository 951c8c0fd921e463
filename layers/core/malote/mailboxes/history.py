"""The history of a mailbox's polls, as the API shows it."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from pydantic import BaseModel

from malote.mailboxes.views import LastResult


class PollView(LastResult):
    """One poll, begun ``at``: how many ``seconds`` it took, and how it ended.

    ``forced`` is one that a user asked for, or that followed a change of the settings.
    """

    seconds: float
    forced: bool


class PollPage(BaseModel):
    """The polls of the last month, newest first."""

    items: list[PollView]
    next_cursor: str | None = None

    @classmethod
    def of(cls, items: Iterable[Mapping[str, Any]], next_cursor: str | None) -> Self:
        """From stored polls."""
        return cls(items=[PollView.of(item) for item in items], next_cursor=next_cursor)
