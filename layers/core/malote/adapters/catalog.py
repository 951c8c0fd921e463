"""Reading documents and quarantine back from the table, always inside one tenant."""

import re
from itertools import islice
from typing import Any

from malote.adapters import keys
from malote.adapters.document_filters import document_filters
from malote.adapters.items import Item
from malote.adapters.paging import Listing, Page
from malote.adapters.table import GSI1, Table
from malote.documents import Outcome
from malote.documents.queries import DocumentQuery
from malote.documents.sources import each_mail_once
from malote.fiscal.document_id import DOCUMENT_ID

_TIME = r"[0-9T:.+-]{10,40}"
_BY_DOCUMENT = re.compile(f"{_TIME}#({DOCUMENT_ID})")
_BY_BLOB = re.compile(f"{_TIME}#([0-9a-f]{{64}})")
# Anybody may mail the same file ten thousand times, or ten thousand that name one document: nobody
# reads so many, and no answer holds them.
_SOURCES_SHOWN = 200
_VERSIONS_SHOWN = 200
_EVENTS_READ = 2000
_EVENTS_SHOWN = 100  # a text of 5,000 characters may take 30 KB of an answer
_WHOLE = ("document", "summary")


class Catalog:
    """Lists, newest first, and single documents with all that belongs to them."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def documents(self, tenant: str, query: DocumentQuery, limit: int, cursor: str | None) -> Page:
        """Headers that match, newest first, and the cursor of the next page or None."""
        filters = document_filters(query)
        between = (query.period[0], f"{query.period[1]}~") if query.period else None
        listing = Listing(
            keys.by_date(tenant, "DOCS"),
            _BY_DOCUMENT,
            lambda match: keys.document(tenant, match[1]),
        )
        return listing.page(self._table, limit, cursor, filters=filters, between=between)

    def header(self, tenant: str, access_key: str) -> Item | None:
        """A document's header alone."""
        header = self._table.get(keys.document(tenant, access_key))
        return header if header and "record" in header else None

    def document(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        """A document's header, with its ``events``, ``decisions`` and ``blobs``.

        Each blob is a version of the document, with its ``sha256`` and its ``sources``.
        """
        header = self.header(tenant, access_key)
        if not header:
            return None  # at most an event that came before its document
        partition = keys.document(tenant, access_key)["PK"]
        blobs = self._table.query(partition, index=GSI1)
        whole = (blob for blob in blobs if blob["record"] in _WHOLE)  # the others are its events'
        return {
            **header,
            "events": self.events(tenant, access_key),
            "decisions": list(self._table.query(partition, begins="DECISION#")),
            "blobs": [
                {**blob, "sha256": blob["GSI1SK"], "sources": self.sources(tenant, blob["GSI1SK"])}
                for blob in islice(whole, _VERSIONS_SHOWN)
            ],
        }

    def has_version(self, tenant: str, access_key: str, sha256: str) -> bool:
        """Whether these bytes are a version of the document, or one of its events."""
        blob = self._table.get(keys.blob(tenant, sha256)) or {}
        return blob.get("GSI1PK") == keys.document(tenant, access_key)["PK"]

    def events(self, tenant: str, access_key: str) -> list[Item]:
        """A document's events, as they are stored: those with an effect, then some others."""
        partition = keys.document(tenant, access_key)["PK"]
        found = islice(self._table.query(partition, begins="EVENT#"), _EVENTS_READ)
        # Anybody can mail a thousand events on a key that he knows; few types have an effect.
        return sorted(found, key=lambda event: "effect" not in event)[:_EVENTS_SHOWN]

    def quarantined(self, tenant: str, blob_id: str) -> Item | None:
        """The entry of what waits in quarantine under this id."""
        blob = self._table.get(keys.blob(tenant, blob_id)) or {}
        return blob if blob.get("outcome") == Outcome.QUARANTINED else None

    def quarantine(self, tenant: str, limit: int, cursor: str | None) -> Page:
        """What waits in quarantine, newest first, each with its ``sources``."""
        listing = Listing(
            keys.by_date(tenant, "QUARANTINE"), _BY_BLOB, lambda match: keys.blob(tenant, match[1])
        )
        items, following = listing.page(self._table, limit, cursor)
        for item in items:
            item["blob_id"] = item["GSI1SK"].rpartition("#")[2]
            item["sources"] = self.sources(tenant, item["blob_id"])
        return items, following

    def sources(self, tenant: str, blob_id: str) -> list[Item]:
        """Who brought a blob, in the order of their ids, and who the files that it was in."""
        query = self._table.query(keys.blob(tenant, blob_id)["PK"], begins="SOURCE#")
        found = each_mail_once(list(islice(query, _SOURCES_SHOWN)))
        containers = [each["container"] for each in found if each["kind"] == "container"]
        brought = (
            {**source, "container": container}
            for container in containers
            for source in self.sources(tenant, container)
        )
        return [*found, *islice(brought, _SOURCES_SHOWN - len(found))]
