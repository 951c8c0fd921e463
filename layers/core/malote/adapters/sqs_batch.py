"""The messages of one SQS batch, at once and each on its own."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from malote.attempt import attempt
from malote.observability import logger


def settle(event: dict[str, Any], work: Callable[[str], None], at_once: int) -> dict[str, Any]:
    """Do ``work`` on the body of every record. The answer names those that are to come again."""
    bodies = [record["body"] for record in event["Records"]]
    with ThreadPoolExecutor(at_once) as pool:
        return _answer(event, list(pool.map(lambda body: attempt(work, body), bodies)))


def settle_together[Thing: Hashable](
    event: dict[str, Any],
    named: Callable[[str], Sequence[Thing]],
    work: Callable[[Mapping[Thing, int]], Mapping[Thing, object]],
) -> dict[str, Any]:
    """Do ``work`` once on all the things that the bodies of the records name.

    It is told how many times each was handed out, this one included, and tells how each ended. A
    message comes again when one of its things ended in an exception, or its body names none.
    """
    records = event["Records"]
    bodies = [attempt(named, record["body"]) for record in records]
    times: dict[Thing, int] = {}
    for things, record in zip(bodies, records, strict=True):
        for thing in () if isinstance(things, Exception) else things:
            times[thing] = max(times.get(thing, 0), _receives(record))
    ends = work(times) if times else {}
    return _answer(
        event,
        [
            things
            if isinstance(things, Exception)
            else next((end for end in map(ends.get, things) if isinstance(end, Exception)), None)
            for things in bodies
        ],
    )


def _receives(record: dict[str, Any]) -> int:
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))


def _answer(event: dict[str, Any], errors: Sequence[Exception | None]) -> dict[str, Any]:
    """See "Implementing partial batch responses" in the AWS Lambda guide."""
    failures = []
    for record, error in zip(event["Records"], errors, strict=True):
        if error:
            message_id = record["messageId"]
            logger.error("message failed", exc_info=error, extra={"message_id": message_id})
            failures.append({"itemIdentifier": message_id})
    return {"batchItemFailures": failures}
