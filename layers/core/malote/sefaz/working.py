"""A turn is taken, and those that follow from it, as long as there is time."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from malote.clock import utc_now
from malote.ports.sefaz import SefazQueue
from malote.sefaz.feeds import Feed
from malote.sefaz.made import RequestStatus, SefazRequest
from malote.sefaz.manifesting import Manifesting
from malote.sefaz.pace import pause
from malote.sefaz.queued import FeedTurn, ManifestationTurn
from malote.sefaz.turns import FeedTurns

_MARGIN = 90.0
"""Seconds that one more step may take: SEFAZ is waited for a minute, then a page is stored."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Page after page and lot after lot, at SEFAZ's pace."""

    feeds: FeedTurns
    manifesting: Manifesting
    queue: SefazQueue
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep

    def work(
        self, turn: FeedTurn | ManifestationTurn, seconds_left: Callable[[], float]
    ) -> Iterator[tuple[Feed | SefazRequest, datetime]]:
        """Take the turn until it rests: how it stands after each step, and when that began.

        What is left when time is nearly over is queued again.
        """
        while True:
            at = self.now()
            stands = self._step(turn, at)
            if stands is not None:
                yield stands, at
            wait = self._wait(stands)
            if wait is None:
                return
            if seconds_left() < wait + _MARGIN:
                self.queue.send([turn], after_seconds=round(wait) + 1)
                return
            self.sleep(wait)

    def _step(
        self, turn: FeedTurn | ManifestationTurn, now: datetime
    ) -> Feed | SefazRequest | None:
        if isinstance(turn, FeedTurn):
            return self.feeds.take(turn.feed_id, now)
        return self.manifesting.take(turn.tenant, turn.request_id, now)

    def _wait(self, stands: Feed | SefazRequest | None) -> float | None:
        now = self.now()
        if not isinstance(stands, SefazRequest):
            return pause(stands, now)
        resumes_at = stands.resumes_at
        ready = stands.status is RequestStatus.WAITING and resumes_at and resumes_at <= now
        return 0.0 if ready else None
