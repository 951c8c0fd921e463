"""What devices brought of their jobs, applied; then the next step is queued."""

from datetime import datetime
from typing import Any

from malote import sefaz_counts
from malote.adapters.sqs_batch import settle
from malote.bootstrap import relay, sefaz
from malote.clock import utc_now
from malote.errors import SefazError
from malote.observability import count, metrics
from malote.relay.models import Ended
from malote.sefaz.exchange import Exchange
from malote.sefaz.queued import FeedTurn, Turn

_SECONDS = 2  # between two pages of a feed, and two lots of a manifestation


def tell(turn: Turn, job_id: str, outcome: Exchange | SefazError, now: datetime) -> None:
    """Hand what a job brought to what it was made for, and have that go on."""
    following: Turn = turn
    if isinstance(turn, FeedTurn):
        feed = sefaz.feed_turns({}).answered(turn, job_id, outcome, now)
        following = FeedTurn.of(turn.feed_id)
        if feed:
            sefaz_counts.tell(feed, now)
    elif request := sefaz.manifesting({}).answered(turn, job_id, outcome, now):
        sefaz_counts.tell(request, now)
    sefaz.queue().send([following], after_seconds=_SECONDS)


def settle_job(body: str) -> None:
    """See how one job ended."""
    ended = Ended.model_validate_json(body)
    if status := relay.settling(tell).settle(ended.tenant, ended.job_id, utc_now()):
        count(f"RemoteJobs{status.title().replace('_', '')}")


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Settle the jobs of an SQS batch."""
    return settle(event, settle_job, at_once=5)
