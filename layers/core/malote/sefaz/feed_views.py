"""The ledger of NSU as the API shows it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Self

from pydantic import BaseModel

from malote.environment import Environment
from malote.error_words import ErrorWords
from malote.errors import SefazBlocked
from malote.sefaz.feeds import Feed, Gap, GapCause, LastAnswer, Page
from malote.sefaz.models import Service
from malote.sefaz.pace import HOUR, QUERIES
from malote.sefaz.words import BLOCKED, GAP_CAUSE, RESTS, RESTS_FOR_PROBLEM, meaning


class LastAnswerView(BaseModel):
    """What SEFAZ said last: its code, in our words and in its own."""

    status_code: str
    meaning: str
    reason: str
    at: datetime
    documents: int
    error: ErrorWords | None
    detail: str

    @classmethod
    def of(cls, answer: LastAnswer) -> Self:
        """From an answer."""
        return cls(
            **answer.model_dump(exclude={"problem"}),
            meaning=meaning(answer.status_code, answer.reason),
            error=ErrorWords.of(answer.problem) if answer.problem else None,
        )


class GapView(BaseModel):
    """Numbers that did not come, both ends included; they are asked for one by one."""

    first: str
    last: str
    count: int
    cause: GapCause
    cause_text: str
    found_at: datetime

    @classmethod
    def of(cls, gap: Gap) -> Self:
        """From an open gap."""
        count = int(gap.last) - int(gap.first) + 1
        return cls(**gap.model_dump(), count=count, cause_text=GAP_CAUSE[gap.cause])


class FeedView(BaseModel):
    """How far a distribution has come.

    ``position`` is the last NSU whose documents are all kept, ``highest`` SEFAZ's last if it told,
    ``behind`` how many lie between them. ``asked_at``: SEFAZ was asked then, and has not answered
    yet. ``why`` is of ``rests_until`` or ``blocked_until``. ``gaps`` are the first hundred.
    """

    tax_id: str
    service: Service
    environment: Environment
    position: str
    highest: str | None
    behind: int | None
    last_answer: LastAnswerView | None
    asked_at: datetime | None
    rests_until: datetime | None
    blocked_until: datetime | None
    why: str | None
    due_at: datetime | None
    queries_left: int
    gaps: list[GapView]

    @classmethod
    def of(cls, feed: Feed, gaps: Sequence[Gap], now: datetime) -> Self:
        """From a feed and its open gaps; rests that are over are not shown."""
        rests, blocked = (
            until if until and until > now else None
            for until in (feed.rests_until, feed.blocked_until)
        )
        made = sum(at > now - HOUR for at in feed.queries)
        behind = int(feed.highest) - int(feed.position) if feed.highest else None
        own = {"position", "highest", "tax_id", "service", "environment", "due_at"}
        return cls(
            **feed.model_dump(include=own),
            behind=None if behind is None else max(behind, 0),
            last_answer=LastAnswerView.of(feed.last_answer) if feed.last_answer else None,
            asked_at=feed.asked.at if feed.asked else None,
            rests_until=rests,
            blocked_until=blocked,
            why=_why(feed, rests, blocked),
            queries_left=max(0, QUERIES - made),
            gaps=list(map(GapView.of, gaps)),
        )


class FeedPage(BaseModel):
    """All feeds of the tenant's that were asked for."""

    items: list[FeedView]
    next_cursor: str | None = None


class ReceivedView(BaseModel):
    """A document that came. ``sha256`` null: it could not be opened, and is in quarantine."""

    nsu: str | None
    schema_name: str
    sha256: str | None


class LedgerRowView(BaseModel):
    """What one answer of SEFAZ brought, from the NSU ``first`` to ``last``."""

    first: str
    last: str
    at: datetime
    operation: str
    status_code: str
    meaning: str
    documents: list[ReceivedView]

    @classmethod
    def of(cls, row: Page) -> Self:
        """From a row of the ledger."""
        return cls(**row.model_dump(), meaning=meaning(row.status_code, ""))


class LedgerPage(BaseModel):
    """Rows of a feed's ledger, the highest NSU first."""

    items: list[LedgerRowView]
    next_cursor: str | None = None

    @classmethod
    def of(cls, pages: Iterable[Page], next_cursor: str | None) -> Self:
        """From rows."""
        return cls(items=list(map(LedgerRowView.of, pages)), next_cursor=next_cursor)


def _why(feed: Feed, rests: datetime | None, blocked: datetime | None) -> str | None:
    if not (rests or blocked):
        return None
    problem = feed.last_answer.problem if feed.last_answer else ""
    if blocked and problem == SefazBlocked.code:
        return BLOCKED
    troubled = feed.failures or problem
    return RESTS_FOR_PROBLEM if troubled else RESTS
