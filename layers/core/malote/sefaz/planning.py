"""What is asked of SEFAZ next, of one feed: users first, then what is new, then what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from malote.sefaz.feeds import Feed, Gap
from malote.sefaz.made import SefazRequest
from malote.sefaz.models import SefazSettings
from malote.sefaz.operations import Distribute, Operation, QueryKey, QueryNsu
from malote.sefaz.pace import distribution_at, gap_at, query_at


@dataclass(frozen=True, slots=True)
class Situation:
    """A feed with all that bears on it.

    ``requests`` are users' unfinished ones, oldest first, ``gaps`` are open, highest first.
    """

    feed: Feed
    settings: SefazSettings
    requests: Sequence[SefazRequest] = ()
    gaps: Sequence[Gap] = ()

    def asked_for(self) -> SefazRequest | None:
        """The request for which SEFAZ is being asked, unless it has ended."""
        request_id = self.feed.asked.request_id if self.feed.asked else ""
        return next((each for each in self.requests if each.request_id == request_id), None)


@dataclass(frozen=True, slots=True)
class Ask:
    """For a user's ``request``, or by ourselves."""

    operation: Operation
    request: SefazRequest | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing is to be asked before, or at all."""

    until: datetime | None


def next_step(situation: Situation, now: datetime) -> Ask | Rest:
    """What to do at this moment."""
    wishes = list(_wishes(situation))
    due = (ask for at, ask in wishes if at <= now)
    return next(due, Rest(min((at for at, _ in wishes), default=None)))


def due_at(situation: Situation) -> datetime | None:
    """When there is something to do next."""
    return min((at for at, _ in _wishes(situation)), default=None)


def _wishes(situation: Situation) -> Iterator[tuple[datetime, Ask]]:
    """What is to be asked, each from when on it may be, the most urgent first."""
    feed, settings = situation.feed, situation.settings
    queries = [each for each in situation.requests if each.type in {"nsu", "key"}]
    if queries:
        yield query_at(feed), Ask(_query(feed, queries[0]), queries[0])
    asked_for = [each for each in situation.requests if each.type == "distribution"]
    by_itself = settings.automatic and settings.environment == feed.environment
    if asked_for or by_itself:
        page = Distribute(service=feed.service, last_nsu=feed.position)
        yield distribution_at(feed), Ask(page, asked_for[0] if asked_for else None)
    if situation.gaps and by_itself:
        # SEFAZ forgets the oldest first: those from the end on may still be had.
        yield gap_at(feed), Ask(QueryNsu(service=feed.service, nsu=situation.gaps[0].last))


def _query(feed: Feed, request: SefazRequest) -> Operation:
    if request.nsu is not None:
        return QueryNsu(service=feed.service, nsu=request.nsu)
    return QueryKey(access_key=request.access_key or "")
