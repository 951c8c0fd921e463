"""The tenants' documents and quarantine."""

from datetime import UTC, datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query

from malote import bootstrap
from malote.documents import views
from malote.documents.queries import DocumentQuery, Status, parse_period
from malote.documents.show import detail, link, quarantined
from malote.documents.upload import Upload, take_upload
from malote.fiscal import Kind
from malote.web import body_of, rest_api, tenant_of, user_of

app = rest_api()

Key = Annotated[str, Path(pattern="^[0-9]{6}[0-9A-Z]{12}[0-9]{26}$")]
Period = Annotated[str | None, Query(description="2026, 2026-10, 2026-10-05 or first/last")]
Limit = Annotated[int, Query(ge=1, le=200)]


@app.get("/documents", summary="Lists documents, newest first", tags=["documents"])
def list_documents(
    kind: Kind | None = None,
    status: Status | None = None,
    issuer: Annotated[str | None, Query(pattern="^[0-9A-Z]{11,14}$")] = None,
    period: Period = None,
    limit: Limit = 50,
    cursor: str | None = None,
) -> views.DocumentPage:
    query = DocumentQuery(kind, status, issuer, parse_period(period) if period else None)
    items, following = bootstrap.catalog().documents(tenant_of(app), query, limit, cursor)
    return views.DocumentPage(
        items=[views.DocumentHeader.of(i) for i in items], next_cursor=following
    )


@app.get("/documents/<access_key>", summary="Shows a document", tags=["documents"])
def get_document(access_key: Key) -> views.DocumentDetail:
    return detail(tenant_of(app), access_key, bootstrap.catalog(), bootstrap.archive())


@app.get("/documents/<access_key>/xml", summary="Downloads the original XML", tags=["documents"])
def get_xml(access_key: Key) -> views.DownloadLink:
    return link(tenant_of(app), access_key, bootstrap.catalog(), bootstrap.archive())


@app.post("/documents", summary="Uploads an XML, or a ZIP of them", tags=["documents"])
def upload_documents(
    idempotency_key: Annotated[str | None, Header(max_length=128)] = None,
) -> Response[views.UploadResult]:
    request = idempotency_key or app.current_event.request_context.request_id
    upload = Upload(tenant_of(app), user_of(app), request, datetime.now(UTC), body_of(app))
    results = take_upload(
        upload, bootstrap.archive(), bootstrap.registry(), bootstrap.mail_ledger()
    )
    return Response(202, body=views.UploadResult(items=results))


@app.get("/quarantine", summary="Lists what could not be registered, and why", tags=["quarantine"])
def list_quarantine(limit: Limit = 50, cursor: str | None = None) -> views.QuarantinePage:
    items, following = bootstrap.catalog().quarantine(tenant_of(app), limit, cursor)
    return views.QuarantinePage(items=list(map(quarantined, items)), next_cursor=following)


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
