"""Handing a document's paper over."""

from datetime import UTC, datetime, timedelta

from malote.documents.views import DownloadLink
from malote.printing.drawing import Drawing

_LINK_SECONDS = 300


def pdf_link(tenant: str, access_key: str, drawing: Drawing) -> DownloadLink:
    """Where the PDF can be downloaded for five minutes, drawn now unless it was before.

    Raises NotFound, NoPrintedForm, PrintFailed.
    """
    name = drawing.paper(tenant, access_key)
    expires_at = datetime.now(UTC) + timedelta(seconds=_LINK_SECONDS)
    url = drawing.papers.link(tenant, name, f"{access_key}.pdf", _LINK_SECONDS)
    return DownloadLink(url=url, expires_at=expires_at)
