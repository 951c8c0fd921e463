"""What could not be registered, and reading it again."""

from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import bootstrap
from malote import parameters as given
from malote.documents.quarantine import QuarantinePage, RetryQueued, retry
from malote.web import accepted, rest_api, tenant_of

app = rest_api()


@app.get("/quarantine", summary="Lists what could not be registered, and why", tags=["quarantine"])
def list_quarantine(limit: given.Limit = 50, cursor: given.Cursor = None) -> QuarantinePage:
    return QuarantinePage.of(*bootstrap.catalog().quarantine(tenant_of(app), limit, cursor))


@app.post("/quarantine/<quarantine_id>/retry", summary="Reads it again", tags=["quarantine"])
def retry_one(quarantine_id: given.BlobId) -> Response[RetryQueued]:
    tenant, now = tenant_of(app), datetime.now(UTC)
    queue, catalog = bootstrap.inbox_queue(), bootstrap.catalog()
    return accepted(retry(tenant, quarantine_id, now, catalog, queue))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
