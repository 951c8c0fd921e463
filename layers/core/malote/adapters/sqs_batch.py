"""The messages of one SQS batch, at once and each on its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from malote.observability import logger


def settle(event: dict[str, Any], work: Callable[[str], None], at_once: int) -> dict[str, Any]:
    """Do ``work`` on the body of every record. The answer names those that are to come again.

    See "Implementing partial batch responses" in the AWS Lambda guide.
    """

    def failed(record: dict[str, Any]) -> bool:
        try:
            work(record["body"])
        except Exception:  # whatever it is, it is this record's alone
            logger.exception("message failed", extra={"message_id": record["messageId"]})
            return True
        return False

    records = event["Records"]
    with ThreadPoolExecutor(at_once) as pool:
        failures = [
            record["messageId"]
            for record, bad in zip(records, pool.map(failed, records), strict=True)
            if bad
        ]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failures]}
