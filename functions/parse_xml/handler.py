"""S3 → SQS → read → register."""

import json
from collections.abc import Sequence
from time import monotonic
from typing import Any
from urllib.parse import unquote_plus

from malote import bootstrap
from malote.adapters import keys
from malote.adapters.sqs_batch import settle_together
from malote.attempt import attempt
from malote.documents import Outcome
from malote.documents.register import Name, settle_blobs
from malote.observability import count, logger, metrics

READING = 30  # seconds, of the 60 in template.yaml


def announced(body: str) -> list[Name]:
    """The objects that one S3 notification names."""
    return [
        keys.of_inbox(unquote_plus(record["s3"]["object"]["key"]))
        for record in json.loads(body).get("Records", [])  # s3:TestEvent has none
    ]


def register_objects(bodies: Sequence[str]) -> list[Exception | None]:
    """Register what notifications announce; one fails with the first of its own that does."""
    named = [attempt(announced, body) for body in bodies]
    blobs = [name for names in named if isinstance(names, list) for name in names]
    settled = register_blobs(blobs) if blobs else {}
    return [
        next((end for end in map(settled.get, names) if isinstance(end, Exception)), None)
        if isinstance(names, list)
        else names
        for names in named
    ]


def register_blobs(blobs: Sequence[Name]) -> dict[Name, Outcome | Exception]:
    """Register them, and tell how each ended."""
    archive, registry, inspector = bootstrap.archive(), bootstrap.registry(), bootstrap.inspector()
    settled = settle_blobs(blobs, archive, registry, inspector, until=monotonic() + READING)
    for (tenant, sha256), outcome in settled.items():
        if isinstance(outcome, Outcome):
            count(outcome.value.capitalize())
            logger.info("settled", tenant=tenant, sha256=sha256, outcome=outcome.value)
    return settled


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Read and register the objects of an SQS batch."""
    return settle_together(event, register_objects)
