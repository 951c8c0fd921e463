"""What could not be registered, and reading it again."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import bootstrap
from malote import parameters as given
from malote.audit import Action
from malote.documents.quarantine import QuarantinePage, RetryQueued, retry
from malote.web import accepted, by_user, rest_api, tenant_of

app = rest_api()


@app.get("/quarantine", summary="Lists what could not be registered, and why", tags=["quarantine"])
def list_quarantine(limit: given.Limit = 50, cursor: given.Cursor = None) -> QuarantinePage:
    return QuarantinePage.of(*bootstrap.catalog().quarantine(tenant_of(app), limit, cursor))


@app.post("/quarantine/<quarantine_id>/retry", summary="Reads it again", tags=["quarantine"])
def retry_one(quarantine_id: given.BlobId) -> Response[RetryQueued]:
    entry = by_user(app, Action.QUARANTINE_RETRIED, quarantine_id)
    catalog, queue, trail = bootstrap.catalog(), bootstrap.inbox_queue(), bootstrap.audit_trail()
    return accepted(retry(entry, catalog, queue, trail))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
