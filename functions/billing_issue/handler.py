"""The queue's reader issues charges; the schedule queues again what is open for too long."""

from typing import Any

from malote.adapters.sqs_batch import settle
from malote.billing.queued import ToIssue
from malote.bootstrap import billing
from malote.clock import utc_now
from malote.observability import gauge, logger, metrics
from malote.settings import settings


def issue_one(body: str) -> None:
    """Take a charge or carnê a step further; what Efí answers is kept with it."""
    billing.issuer(settings().api_url).work(ToIssue.model_validate_json(body), utc_now())


def issue(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Issue, or look for, the charges of an SQS batch."""
    return settle(event, issue_one, at_once=5)


@metrics.log_metrics
def sweep(_event: dict[str, Any], _context: Any) -> dict[str, int]:
    """EventBridge's schedule → what a crash or SQS lost is queued again."""
    queued = billing.issuer().overdue(utc_now())
    gauge("ChargesSwept", queued)
    logger.info("charges swept", queued=queued)
    return {"queued": queued}
