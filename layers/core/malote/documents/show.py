"""Putting together what is stored about one document for a user to see."""

from datetime import UTC, datetime, timedelta

from malote.documents.detail_views import DocumentDetail, EventView, VersionView
from malote.documents.in_force import correction_letter, manifestation
from malote.documents.views import DownloadLink
from malote.errors import DocumentTooLarge, NotFound
from malote.fiscal import FiscalDocument, read
from malote.ports import Archive, Catalog

_LINK_SECONDS = 300
# Lambda answers with 6 MB at most. An NF-e of 990 items has 1.5 MB here.
_MOST_CONTENT = 4_000_000
_MOST_SOURCES = 1000


def detail(tenant: str, access_key: str, catalog: Catalog, archive: Archive) -> DocumentDetail:
    """A document with all that is known of it, and what its shown XML says. Raises NotFound."""
    found = catalog.document(tenant, access_key)
    if not found:
        raise NotFound(access_key)
    content = _content(archive.get(tenant, found["sha256"])[0])
    named = content.party_tax_ids if content else frozenset()
    events = [EventView.of(event) for event in found["events"]]
    versions = sorted(found["blobs"], key=lambda version: str(version["received_at"]))
    sources = sorted(
        (
            {**source, "sha256": version["sha256"]}
            for version in versions
            for source in version["sources"]
        ),
        key=lambda source: str(source["received_at"]),
    )
    return DocumentDetail.model_validate(
        {
            **DocumentDetail.said_by(found),
            "content": content,
            "events": events,
            "correction_letter": correction_letter(access_key, events),
            "manifestation": manifestation(
                access_key, found.get("recipient_tax_id"), named, events
            ),
            "decisions": found["decisions"][::-1],
            "versions": [
                VersionView(
                    **version,
                    shown=version["sha256"] == found["sha256"],
                    xml=f"/documents/{access_key}/xml?sha256={version['sha256']}",
                )
                for version in versions
            ],
            "sources": sources[:_MOST_SOURCES],
        }
    )


def _content(xml: bytes) -> FiscalDocument | None:
    """What an XML says, without details where no answer would hold them; None of a summary."""
    try:
        record = read(xml)
    except DocumentTooLarge:
        record = read(xml, details=False)
    if not isinstance(record, FiscalDocument):
        return None
    if len(record.model_dump_json()) > _MOST_CONTENT:
        return record.model_copy(update={"details": None})
    return record


def link(
    tenant: str, access_key: str, sha256: str | None, catalog: Catalog, archive: Archive
) -> DownloadLink:
    """Where the original bytes can be downloaded for five minutes: the shown ones, or others.

    ``sha256`` is of another version of the document, or of an event on it. Raises NotFound.
    """
    found = catalog.header(tenant, access_key)
    if not found:
        raise NotFound(access_key)
    if sha256 and not catalog.has_version(tenant, access_key, sha256):
        raise NotFound(f"{access_key} não tem o arquivo {sha256}")
    filename = f"{access_key}-{sha256[:8]}.xml" if sha256 else f"{access_key}.xml"
    expires_at = datetime.now(UTC) + timedelta(seconds=_LINK_SECONDS)
    url = archive.link(tenant, sha256 or found["sha256"], filename, _LINK_SECONDS)
    return DownloadLink(url=url, expires_at=expires_at)
