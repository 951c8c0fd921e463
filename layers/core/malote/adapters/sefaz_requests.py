"""Requests to SEFAZ in the table."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from malote.adapters import keys
from malote.adapters.items import stamp
from malote.adapters.paging import Listing
from malote.adapters.revised import write
from malote.adapters.sefaz_request_items import beside, request_put
from malote.adapters.table import GSI1, Table
from malote.sefaz.made import SefazRequest
from malote.sefaz.models import FeedId
from malote.sefaz.queued import ManifestationTurn

_ID = re.compile("[0-9A-Za-z-]{1,60}")


class SefazRequestItems:
    """The port ``SefazRequests``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, tenant: str, request_id: str) -> SefazRequest | None:
        """One, or None."""
        item = self._table.get(keys.sefaz_request(tenant, request_id)) if request_id else None
        return SefazRequest.model_validate(item) if item else None

    def add(self, request: SefazRequest) -> bool:
        """Write a new one; False if it is there, or one of its manifestations is another's.

        Of a document each (kind, sequence) is one request's alone, until SEFAZ refuses it.
        """
        return write(self._table, request_put(None, request), [*beside(None, request)])

    def write(self, before: SefazRequest, after: SefazRequest) -> bool:
        """False if the ``revision`` is no longer that of before. Refused claims are given free."""
        return write(self._table, request_put(before, after), [*beside(before, after)])

    def open_queries(self, feed_id: FeedId) -> Sequence[SefazRequest]:
        """Unfinished ones of the feed (distribution, nsu, key), oldest first."""
        key = keys.open_query(keys.ledger_of_nsu(*feed_id))
        found = self._table.query(key["PK"], begins=key["SK"], latest=True)
        return [*map(SefazRequest.model_validate, found)]

    def unfinished(self, before: datetime) -> Iterator[ManifestationTurn]:
        """Manifestations of all tenants whose ``resumes_at`` has passed."""
        between = ("0", f"{stamp(before)}~")  # ~ is after what follows a time
        for page, _ in self._table.pages(keys.OPEN_MANIFESTATIONS, index=GSI1, between=between):
            yield from map(ManifestationTurn.model_validate, page)

    def page(
        self, tenant: str, limit: int, cursor: str | None
    ) -> tuple[Sequence[SefazRequest], str | None]:
        """Newest first, and the next page's cursor. Raises InvalidInput."""
        listing = Listing(keys.sefaz_request(tenant)["PK"], _ID, reads=1)
        items, following = listing.page(self._table, limit, cursor)
        return [*map(SefazRequest.model_validate, items)], following

    def claimed(self, tenant: str, access_key: str) -> Mapping[tuple[str, int], str]:
        """The (kind, sequence) that are taken of a document, and by which request."""
        key = keys.manifestation_claim(tenant, access_key)
        found = self._table.query(key["PK"], begins=key["SK"], latest=True)
        return {_claim(item["SK"]): item["request_id"] for item in found}


def _claim(sort: str) -> tuple[str, int]:
    _, kind, sequence = sort.split("#")
    return kind, int(sequence)
