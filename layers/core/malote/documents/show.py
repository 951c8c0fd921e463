"""Putting together what is stored about one thing for a user to see."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from malote.documents import views
from malote.errors import MaloteError, NotFound, known_codes
from malote.fiscal import FiscalDocument, read
from malote.ports import Archive, Catalog

_LINK_SECONDS = 300
_WHOLE = ("document", "summary")


def detail(
    tenant: str, access_key: str, catalog: Catalog, archive: Archive
) -> views.DocumentDetail:
    """A document with its events, its sources, and what its shown XML says. Raises NotFound."""
    found = catalog.document(tenant, access_key)
    if not found:
        raise NotFound(access_key)
    record = read(archive.get(tenant, found["sha256"])[0])
    header = views.DocumentHeader.of(found)
    blobs = [blob for blob in found["blobs"] if blob["record"] in _WHOLE]  # its events have theirs
    sources = [{**source, "sha256": blob["GSI1SK"]} for blob in blobs for source in blob["sources"]]
    return views.DocumentDetail.model_validate(
        {
            **header.model_dump(),
            "sha256": found["sha256"],
            "registered_at": found["registered_at"],
            "content": record if isinstance(record, FiscalDocument) else None,
            "events": found["events"],
            "sources": sorted(sources, key=lambda source: str(source["received_at"])),
        }
    )


def link(tenant: str, access_key: str, catalog: Catalog, archive: Archive) -> views.DownloadLink:
    """Where the original bytes can be downloaded for five minutes. Raises NotFound."""
    found = catalog.header(tenant, access_key)
    if not found:
        raise NotFound(access_key)
    expires_at = datetime.now(UTC) + timedelta(seconds=_LINK_SECONDS)
    url = archive.link(tenant, found["sha256"], f"{access_key}.xml", _LINK_SECONDS)
    return views.DownloadLink(url=url, expires_at=expires_at)


def quarantined(item: Mapping[str, Any]) -> views.QuarantineItem:
    """One line of the quarantine, with the words of its code."""
    words = known_codes().get(item["code"], MaloteError)
    blob_id = item["blob_id"]
    return views.QuarantineItem.model_validate(
        {
            **item,
            "id": blob_id,
            "message": words.message,
            "action": words.action,
            "sources": [{**source, "sha256": blob_id} for source in item["sources"]],
        }
    )
