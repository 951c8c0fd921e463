"""Handing a document's paper over."""

from datetime import UTC, datetime, timedelta

from malote.documents.views import DownloadLink
from malote.errors import NotFound
from malote.ports import Archive, Catalog, Papers, Printer
from malote.printing.printout import printout

_LINK_SECONDS = 300


def pdf_link(
    tenant: str,
    access_key: str,
    catalog: Catalog,
    archive: Archive,
    papers: Papers,
    printer: Printer,
) -> DownloadLink:
    """Where the PDF can be downloaded for five minutes, drawn now unless it was before.

    Raises NotFound, NoPrintedForm, PrintFailed.
    """
    header = catalog.header(tenant, access_key)
    if not header:
        raise NotFound(access_key)
    xml, _ = archive.get(tenant, header["sha256"])
    wanted = printout(header, catalog.events(tenant, access_key), xml)
    name = f"{header['sha256']}-{wanted.state}"
    if not papers.has(tenant, name):
        papers.put(tenant, name, printer.draw(wanted))
    expires_at = datetime.now(UTC) + timedelta(seconds=_LINK_SECONDS)
    url = papers.link(tenant, name, f"{access_key}.pdf", _LINK_SECONDS)
    return DownloadLink(url=url, expires_at=expires_at)
