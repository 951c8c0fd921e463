"""Every five minutes: what is due at SEFAZ is queued, and jobs that no device took are ended."""

from collections.abc import Iterable
from itertools import batched
from typing import Any

from malote.bootstrap import relay, sefaz
from malote.clock import utc_now
from malote.observability import gauge, logger, metrics
from malote.relay.settling import sweep
from malote.sefaz.queued import FeedTurn, Turn

_TOGETHER = 100  # what is queued stays queued, should the rest fail


def queue_all(turns: Iterable[Turn]) -> int:
    """Queue turns as they are found. Returns how many."""
    queue = sefaz.queue()
    return sum(queue.send(some) for some in batched(turns, _TOGETHER, strict=False))


@metrics.log_metrics
def handle(_event: dict[str, Any], _context: Any) -> dict[str, int]:
    """EventBridge's schedule → one message for each feed and each manifestation that is due."""
    now = utc_now()
    queued = {
        "feeds": queue_all(FeedTurn.of(each) for each in sefaz.feeds().due(now)),
        "manifestations": queue_all(sefaz.requests().unfinished(now)),
        "jobs": sweep(relay.jobs(), relay.queue(), now),
    }
    gauge("SefazFeedsDue", queued["feeds"])
    gauge("SefazManifestationsDue", queued["manifestations"])
    gauge("RemoteJobsOverdue", queued["jobs"])
    logger.info("turns at SEFAZ queued", extra=queued)
    return queued
