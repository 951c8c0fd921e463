"""The messages of one SQS batch, at once and each on its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from malote.attempt import attempt
from malote.observability import logger


def settle(event: dict[str, Any], work: Callable[[str], None], at_once: int) -> dict[str, Any]:
    """Do ``work`` on the body of every record. The answer names those that are to come again."""
    with ThreadPoolExecutor(at_once) as pool:
        return settle_together(
            event, lambda bodies: list(pool.map(lambda body: attempt(work, body), bodies))
        )


def settle_together(
    event: dict[str, Any], work: Callable[[Sequence[str]], Sequence[Exception | None]]
) -> dict[str, Any]:
    """Do ``work`` on all bodies at once; it says for each which exception it failed with, if any.

    See "Implementing partial batch responses" in the AWS Lambda guide.
    """
    records = event["Records"]
    failures = []
    errors = work([record["body"] for record in records])
    for record, error in zip(records, errors, strict=True):
        if error:
            message_id = record["messageId"]
            logger.error("message failed", exc_info=error, extra={"message_id": message_id})
            failures.append({"itemIdentifier": message_id})
    return {"batchItemFailures": failures}
