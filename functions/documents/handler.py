"""The tenants' documents: searched, shown, downloaded, decided."""

from typing import Any

from malote import bootstrap, parameters
from malote import document_parameters as given
from malote.audit import Action
from malote.documents.decide import DecisionRequest, decide
from malote.documents.detail_views import DocumentDetail
from malote.documents.queries import DocumentQuery, parse_name, parse_range
from malote.documents.show import detail, link
from malote.documents.views import DocumentHeader, DocumentPage, DownloadLink
from malote.periods import parse_period
from malote.web import body_as, by_user, rest_api, tenant_of

app = rest_api()


@app.get("/documents", summary="Lists documents, newest first", tags=["documents"])
def list_documents(
    kind: given.OfKind = None,
    status: given.OfStatus = None,
    issuer: given.OfIssuer = None,
    recipient: given.OfRecipient = None,
    number: given.OfNumber = None,
    issuer_name: given.OfName = None,
    min_amount: given.Least = None,
    max_amount: given.Greatest = None,
    remark: given.WithRemark = None,
    signature: given.WithSignature = None,
    period: given.Period = None,
    limit: parameters.Limit = 50,
    cursor: parameters.Cursor = None,
) -> DocumentPage:
    query = DocumentQuery(
        kind, status, issuer, recipient, number, parse_name(issuer_name), remark=remark,
        cents=parse_range(min_amount, max_amount), signature=signature, period=parse_period(period),
    )  # fmt: skip
    return DocumentPage.of(*bootstrap.catalog().documents(tenant_of(app), query, limit, cursor))


@app.get("/documents/<access_key>", summary="Shows a document", tags=["documents"])
def get_document(access_key: given.DocumentId) -> DocumentDetail:
    return detail(tenant_of(app), access_key, bootstrap.catalog(), bootstrap.archive())


@app.patch("/documents/<access_key>", summary="Decides on a document", tags=["documents"])
def decide_document(access_key: given.DocumentId) -> DocumentHeader:
    entry, asked = by_user(app, Action.DOCUMENT_DECIDED, access_key), body_as(app, DecisionRequest)
    return decide(asked, entry, bootstrap.decisions(), bootstrap.audit_trail())


@app.get("/documents/<access_key>/xml", summary="Downloads an original XML", tags=["documents"])
def get_xml(access_key: given.DocumentId, sha256: given.Version = None) -> DownloadLink:
    return link(tenant_of(app), access_key, sha256, bootstrap.catalog(), bootstrap.archive())


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
