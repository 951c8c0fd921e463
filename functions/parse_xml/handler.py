"""S3 → SQS → read → register."""

import json
from typing import Any
from urllib.parse import unquote_plus

from malote import bootstrap
from malote.adapters import keys
from malote.adapters.sqs_batch import settle
from malote.documents.register import settle_blob
from malote.observability import count, logger, metrics


def register_objects(body: str) -> None:
    """Register every object that one S3 notification announces."""
    for record in json.loads(body).get("Records", []):  # s3:TestEvent has none
        tenant, sha256 = keys.of_inbox(unquote_plus(record["s3"]["object"]["key"]))
        outcome = settle_blob(tenant, sha256, bootstrap.archive(), bootstrap.registry())
        count(outcome.value.capitalize())
        logger.info("settled", tenant=tenant, sha256=sha256, outcome=outcome.value)


@metrics.log_metrics
def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Read and register the objects of an SQS batch."""
    return settle(event, register_objects, at_once=10)
