"""A queue → mails to a tenant's users, by SES."""

from typing import Any

from malote.adapters.sqs_batch import settle
from malote.bootstrap import follow_ups
from malote.notices.models import NoticeRequest
from malote.observability import count, logger, metrics
from malote.settings import settings


def tell(body: str) -> None:
    """Mail one notice; without a sender's address it stays in GET /notices alone."""
    if not settings().notice_sender:
        return
    request = NoticeRequest.model_validate_json(body)
    ends = follow_ups.herald().tell(request)
    for end, mails in ends.items():
        count(f"Notice{end.capitalize()}", mails)
    logger.info("notice mailed", extra={"tenant": request.tenant, "kind": request.kind, **ends})


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Mail the notices of an SQS batch, one after the other: SES takes so many a second."""
    return settle(event, tell, at_once=1)
