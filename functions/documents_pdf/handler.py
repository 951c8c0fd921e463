"""A document's PDF: DANFE, DACTE, DAMDFE."""

from typing import Any

from malote.bootstrap import made
from malote.document_parameters import DocumentId
from malote.documents.views import DownloadLink
from malote.printing.show import pdf_link
from malote.web import rest_api, tenant_of

app = rest_api()


@app.get("/documents/<access_key>/pdf", summary="Downloads the PDF", tags=["documents"])
def get_pdf(access_key: DocumentId) -> DownloadLink:
    return pdf_link(tenant_of(app), access_key, made.drawing())


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)
