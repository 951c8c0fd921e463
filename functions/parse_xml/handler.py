"""S3 → SQS → read → register."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from urllib.parse import unquote_plus

from malote import bootstrap
from malote.adapters import keys
from malote.adapters.sqs_batch import settle_together
from malote.documents import BlobName, Outcome
from malote.documents.register import settle_blobs
from malote.documents.unsettled import give_up, put_off
from malote.observability import count, logger, metrics

READING = 30  # seconds, of the 60 in template.yaml


def announced(body: str) -> list[BlobName]:
    """The objects that one S3 notification names; none, if it is S3's test of the queue.

    What is no notification has no blob to put in quarantine: it fails until it is in the DLQ,
    where an alarm tells a person.
    """
    told = json.loads(body)
    records = [] if told.get("Event") == "s3:TestEvent" else told["Records"]
    return [keys.of_inbox(unquote_plus(each["s3"]["object"]["key"])) for each in records]


def register_blobs(attempts: Mapping[BlobName, int]) -> Mapping[BlobName, Outcome | Exception]:
    """Register them, and tell how each ended; of those put off nothing is told."""
    archive, registry, reader = bootstrap.archive(), bootstrap.registry(), bootstrap.reader()
    ends = settle_blobs(attempts, archive, registry, reader, until=monotonic() + READING)
    settled = give_up(ends, attempts, registry, datetime.now(UTC))
    for (tenant, sha256), outcome in settled.items():
        if isinstance(outcome, Outcome):
            count(outcome.value.capitalize())
            told = {"tenant": tenant, "sha256": sha256, "outcome": outcome.value}
            end = ends[tenant, sha256]
            given_up = end if isinstance(end, Exception) else None
            logger.info("settled", extra=told, exc_info=given_up)
    return settled | put_off(attempts.keys() - ends.keys(), bootstrap.inbox_queue())


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Read and register the objects of an SQS batch."""
    return settle_together(event, announced, register_blobs)
