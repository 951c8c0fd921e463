"""The queue's reader sends messages; the schedule queues again what nobody tried."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from malote.adapters.sqs_batch import settle_together
from malote.bootstrap import sending
from malote.clock import utc_now
from malote.messages.models import Attempt, SendRequest, Status
from malote.messages.turns import Turn
from malote.observability import count, gauge, logger, metrics

LATE = timedelta(minutes=2)
named = SendRequest.model_validate_json
_METRICS = {
    Status.SENT: "MailSent", Status.QUEUED: "MailDeferred", Status.FAILED: "MailFailed",
    Status.UNCERTAIN: "MailUncertain",
}  # fmt: skip
_TOLD = {"outcome", "step", "code", "reply", "seconds"}


def send_messages(requests: Mapping[SendRequest, int]) -> Mapping[SendRequest, object]:
    """Send them, and tell how each ended."""
    ends = sending.sender().send(requests)
    for request, turn in ends.items():
        if isinstance(turn, Turn):
            _tell(request, turn, turn.attempt)
    return ends


def _tell(request: SendRequest, turn: Turn, attempt: Attempt | None) -> None:
    # Uncertain without an attempt: that of a worker that died, found just now.
    if turn.status and (attempt or turn.status is Status.UNCERTAIN):
        count(_METRICS[turn.status])
    count("SenderPaused", 1 if turn.paused else 0)
    told = attempt.model_dump(include=_TOLD) if attempt else {}
    logger.info("turn taken", extra=request.model_dump() | {"status": turn.status} | told)


@metrics.log_metrics
def send(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Try the messages of an SQS batch."""
    return settle_together(event, lambda body: [named(body)], send_messages)


@metrics.log_metrics
def sweep(_event: dict[str, Any], _context: Any) -> dict[str, int]:
    """EventBridge's schedule → what a crash or SQS lost is queued again."""
    overdue = list(sending.outbox().overdue(utc_now() - LATE))
    sending.send_queue().send(overdue)
    gauge("MailSwept", len(overdue))
    logger.info("messages swept", queued=len(overdue))
    return {"queued": len(overdue)}
