"""The table's stream → what follows from each change: notices, and NF-e that send themselves."""

from collections.abc import Mapping
from typing import Any

from malote.adapters.stream import change_of
from malote.bootstrap import billing, follow_ups
from malote.clock import utc_now
from malote.notices.follow import Change, notices_of
from malote.observability import count, logger, metrics


def tell_users(change: Change) -> None:
    """Keep the notices that follow, and have them mailed; the same again does no harm."""
    if notices := list(notices_of(change, billing.told)):
        for notice in notices:
            follow_ups.notices().keep(notice)
        follow_ups.notice_queue().send(notices)


def apply_rule(change: Change) -> None:
    """Send an NF-e of the tenant's own, if its rule says so; the same again does no harm."""
    match change.subject:
        case "document" if change.new.get("record") == "document":  # and no summary
            end = follow_ups.issued_nfe().changed(*change.what, utc_now())
        case "upload":
            end = follow_ups.issued_nfe().uploaded(*change.what, utc_now())
        case _:
            return
    if end:
        count("RuleSent" if end == "sent" else "RuleSkipped")
        told = {"tenant": change.tenant, "of": change.name, "end": end}
        logger.info("rule applied", extra=told)


@metrics.log_metrics
def handle(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """Follow the records of a batch in their order.

    At the first that fails it stops: from there on all of them come again ("Configuring partial
    batch response with DynamoDB and Lambda" in the AWS Lambda guide).
    """
    for record in event["Records"]:
        try:
            if change := change_of(record):
                tell_users(change)
                apply_rule(change)
        except Exception:
            sequence = record["dynamodb"]["SequenceNumber"]
            logger.exception("record failed", extra={"sequence": sequence})
            return {"batchItemFailures": [{"itemIdentifier": sequence}]}
    return {"batchItemFailures": []}
