"""The schedule asks for a poll of every mailbox; the queue's reader polls a batch at once."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from malote import bootstrap
from malote.adapters.sqs_batch import settle
from malote.mailboxes.models import PollReport, PollRequest
from malote.observability import count, logger, metrics

if TYPE_CHECKING:
    from malote.mailboxes.poll import Poller

BATCH = 50  # as in template.yaml: a thread each, so that a slow mailbox delays no other


def fan_out(event: dict[str, Any], _context: Any) -> dict[str, int]:
    """EventBridge's schedule → one message for each active mailbox, read by pages."""
    fired_at = datetime.fromisoformat(event["time"])
    queued = bootstrap.poll_queue().send(
        PollRequest(tenant=tenant, mailbox_id=mailbox_id, requested_at=fired_at)
        for tenant, mailbox_id in bootstrap.mailboxes().active()
    )
    logger.info("polls queued", mailboxes=queued)
    return {"queued": queued}


def poll_one(poller: "Poller", body: str) -> None:
    """Poll the mailbox that a message names, and ask for what is left at once."""
    request = PollRequest.model_validate_json(body)
    report, following = poller.poll(request)
    if report:
        _tell(request, report)
    if following:
        bootstrap.poll_queue().send([following])


def _tell(request: PollRequest, report: PollReport) -> None:
    count("Polled")
    count("MailRead", report.mails)
    count("MailGivenUp", report.given_up)
    count("PollFailed", 1 if report.error else 0)
    count("MailboxPaused", 1 if report.paused else 0)
    logger.info(
        "polled",
        **request.model_dump(include={"tenant", "mailbox_id"}),
        mails=report.mails,
        stored=report.stored,
        quarantined=report.quarantined,
        given_up=report.given_up,
        more=report.more,
        error=str(report.error) if report.error else None,
    )


@metrics.log_metrics
def poll(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Poll the mailboxes of an SQS batch, each on its own."""
    return settle(event, partial(poll_one, bootstrap.poller()), at_once=BATCH)
