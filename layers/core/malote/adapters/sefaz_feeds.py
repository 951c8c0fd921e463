"""The NSU ledger in the table: feeds, what each answer brought, and what did not come."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from malote.adapters import keys
from malote.adapters.items import Item, stamp
from malote.adapters.paging import Listing
from malote.adapters.revised import in_place_of, write
from malote.adapters.sefaz_request_items import beside, request_put
from malote.adapters.table import GSI1, Table
from malote.adapters.transaction import Change, Delete, Put
from malote.sefaz.feeds import Feed, Gap, Page
from malote.sefaz.made import SefazRequest
from malote.sefaz.models import FeedId

_PAGE = re.compile(r"PAGE#[0-9]{15}#[0-9T:.+-]{10,40}")
_PAGES = ("PAGE#", "PAGE#~")


class FeedItems:
    """The port ``Feeds``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, feed_id: FeedId) -> Feed | None:
        """One, or None before its first turn."""
        item = self._table.get(keys.feed(*feed_id))
        return Feed.model_validate(item) if item else None

    def of_tenant(self, tenant: str) -> list[Feed]:
        """All of a tenant's."""
        found = self._table.query(keys.feed(tenant)["PK"], latest=True)
        return [*map(Feed.model_validate, found)]

    def write(
        self,
        before: Feed | None,
        after: Feed,
        *,
        page: Page | None = None,
        gaps: Sequence[Gap] = (),
        request: tuple[SefazRequest, SefazRequest] | None = None,
    ) -> bool:
        """Write all or nothing: the feed, a row of the ledger, gaps, a request before and after.

        False if any ``revision`` is no longer that of before. A closed gap is gone.
        """
        ledger = keys.ledger_of_nsu(*after.feed_id)
        others: list[Change] = [request_put(*request), *beside(*request)] if request else []
        others += [_gap_change(ledger, each) for each in gaps]
        if page:
            key = keys.nsu_page(ledger, page.last, stamp(page.at))
            others.append(Put({**key, **page.model_dump(mode="json")}))
        guard = in_place_of(before.revision if before else None, _feed_item(after))
        return write(self._table, guard, others)

    def gaps(self, feed_id: FeedId, limit: int) -> Sequence[Gap]:
        """Open ones, highest first."""
        key = keys.nsu_gap(keys.ledger_of_nsu(*feed_id))
        pages = self._table.pages(
            key["PK"], begins=key["SK"], latest=True, newest_first=True, limit=limit
        )
        found = (item for page, _ in pages for item in page)
        return [*map(Gap.model_validate, islice(found, limit))]

    def pages(
        self, feed_id: FeedId, limit: int, cursor: str | None
    ) -> tuple[Sequence[Page], str | None]:
        """Rows of the ledger, highest first, and the next page's cursor. Raises InvalidInput."""
        listing = Listing(keys.ledger_of_nsu(*feed_id), _PAGE)
        items, following = listing.page(self._table, limit, cursor, between=_PAGES)
        return [*map(Page.model_validate, items)], following

    def due(self, now: datetime) -> Iterator[FeedId]:
        """Those of all tenants that have something to do by then, the longest due first."""
        between = ("0", f"{stamp(now)}~")  # ~ is after what follows a time
        for page, _ in self._table.pages(keys.DUE_FEEDS, index=GSI1, between=between):
            for item in page:
                yield Feed.model_validate(item).feed_id


def _feed_item(feed: Feed) -> Item:
    key = keys.feed(*feed.feed_id)
    item = {**key, **feed.model_dump(mode="json")}
    if feed.due_at:
        item["GSI1PK"] = keys.DUE_FEEDS
        item["GSI1SK"] = f"{stamp(feed.due_at)}#{feed.tenant}#{key['SK']}"
    return item


def _gap_change(ledger: str, gap: Gap) -> Change:
    key = keys.nsu_gap(ledger, gap.last)
    return Delete(key) if gap.closed else Put({**key, **gap.model_dump(mode="json")})
