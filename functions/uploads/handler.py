"""What users upload."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import bootstrap
from malote import parameters as given
from malote.audit import Action
from malote.bootstrap import sending
from malote.documents.upload import take_upload
from malote.documents.views import UploadResult
from malote.messages.files import keep
from malote.messages.views import UploadedFile
from malote.web import accepted, body_of, by_user, created, rest_api

app = rest_api()


@app.post("/documents", summary="Uploads an XML, or a ZIP of them", tags=["documents"])
def upload_documents(idempotency_key: given.IdempotencyKey = None) -> Response[UploadResult]:
    request = idempotency_key or app.current_event.request_context.request_id
    body = body_of(app)
    entry = by_user(app, Action.DOCUMENTS_UPLOADED, request, bytes=str(len(body)))
    archive, registry, ledger = bootstrap.archive(), bootstrap.registry(), bootstrap.mail_ledger()
    results = take_upload(body, entry, archive, registry, ledger, bootstrap.audit_trail())
    return accepted(UploadResult(items=results))


@app.post("/files", summary="Uploads a file to attach it to mails", tags=["messages"])
def upload_file() -> Response[UploadedFile]:
    entry, content = by_user(app, Action.FILE_UPLOADED, ""), body_of(app)
    bootstrap.pace().take(entry.tenant, "file")
    return created(keep(content, entry, sending.files(), bootstrap.audit_trail()))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
