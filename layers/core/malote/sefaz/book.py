"""A feed and all that bears on it, read together and written as one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from malote.ports.sefaz import Feeds, SefazRequests, SefazSettingsStore
from malote.sefaz.changes import Change
from malote.sefaz.feeds import Feed
from malote.sefaz.gaps import changed_by
from malote.sefaz.made import OPEN, SefazRequest
from malote.sefaz.models import FeedId, Nsu
from malote.sefaz.outcomes import explained
from malote.sefaz.planning import Situation, due_at
from malote.sefaz.waking import begun

_GAPS_SEEN = 40


@dataclass(frozen=True, slots=True)
class FeedBook:
    """The stores of a feed's turns."""

    feeds: Feeds
    requests: SefazRequests
    settings: SefazSettingsStore

    def open(self, feed_id: FeedId, position: Callable[[FeedId], Nsu]) -> Situation | None:
        """How it stands; one that was never written begins at the ``position`` of it.

        None without settings: such a feed is due no more.
        """
        feed = self.feeds.get(feed_id)
        settings = self.settings.get(feed_id.tenant, feed_id.tax_id)
        if settings is None:
            if feed and feed.due_at:
                self.feeds.write(feed, feed.changed(due_at=None))
            return None
        return Situation(
            feed or begun(feed_id, position(feed_id)),
            settings,
            self.requests.open_queries(feed_id),
            self.feeds.gaps(feed_id, _GAPS_SEEN),
        )

    def explain(self, situation: Situation, now: datetime) -> Situation:
        """Have requests say why they wait, and give those up that nobody answers."""
        requests = list(situation.requests)
        for before, after in explained(requests, situation.feed, now):
            place = requests.index(before)
            requests[place] = self.rewrite(before, after) or before
        left = [each for each in requests if each.status in OPEN]
        return replace(situation, requests=left)

    def write(self, situation: Situation, change: Change) -> Feed | None:
        """Write what became of it, all or nothing; None if another was faster.

        It is due when there is something to do, but not before the change's ``until``.
        """
        before, request = situation.feed, change.request
        requests = {each.request_id: each for each in situation.requests}
        now = requests | {each.request_id: each for each in (request, *change.others) if each}
        left = [each for each in now.values() if each.status in OPEN]
        gaps = changed_by(situation.gaps, change.gaps)
        due = due_at(Situation(change.feed, situation.settings, left, gaps))
        due = max(filter(None, (due, change.until)), default=None)
        after = change.feed.changed(due_at=due)
        pair = (requests[request.request_id], request.changed()) if request else None
        known = before if before.revision else None
        if not self.feeds.write(known, after, page=change.page, gaps=change.gaps, request=pair):
            return None
        for each in change.others:
            self.rewrite(requests[each.request_id], each)
        return after

    def rewrite(self, before: SefazRequest, after: SefazRequest) -> SefazRequest | None:
        """Write a request alone; None if another was faster."""
        after = after.changed()
        return after if self.requests.write(before, after) else None
