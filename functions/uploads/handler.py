"""What users upload."""

from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import bootstrap
from malote import parameters as given
from malote.documents.upload import Upload, take_upload
from malote.documents.views import UploadResult
from malote.web import accepted, body_of, rest_api, tenant_of, user_of

app = rest_api()


@app.post("/documents", summary="Uploads an XML, or a ZIP of them", tags=["documents"])
def upload_documents(idempotency_key: given.IdempotencyKey = None) -> Response[UploadResult]:
    request = idempotency_key or app.current_event.request_context.request_id
    upload = Upload(tenant_of(app), user_of(app), request, datetime.now(UTC), body_of(app))
    results = take_upload(
        upload, bootstrap.archive(), bootstrap.registry(), bootstrap.mail_ledger()
    )
    return accepted(UploadResult(items=results))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
