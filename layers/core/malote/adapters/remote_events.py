"""What happened to devices and on them, in the table."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from malote.adapters import keys
from malote.adapters.filters import Filter
from malote.adapters.items import Item, stamp
from malote.adapters.paging import Listing
from malote.adapters.table import Table
from malote.relay.models import RemoteEvent

_KEPT = timedelta(days=365)
_SORT = re.compile(r"[0-9T:.+-]{10,40}#[0-9A-Za-z.-]{1,130}")


class RemoteEventItems:
    """The port ``RemoteEvents``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, events: Iterable[RemoteEvent]) -> None:
        """Write them down; the same again changes nothing."""
        self._table.put_all([_item(each) for each in events])

    def page(
        self, tenant: str, limit: int, cursor: str | None, tax_id: str | None = None
    ) -> tuple[Sequence[RemoteEvent], str | None]:
        """Newest first, and the next page's cursor. Raises InvalidInput."""
        filters = [Filter(("tax_id",), "=", tax_id)] if tax_id else []
        listing = Listing(keys.remote_event(tenant)["PK"], _SORT, latest=True)
        items, following = listing.page(self._table, limit, cursor, filters=filters)
        return [RemoteEvent.model_validate(item) for item in items], following


def _item(event: RemoteEvent) -> Item:
    return {
        **keys.remote_event(event.tenant, stamp(event.at), event.event_id),
        **event.model_dump(mode="json"),
        "expires_at": int((event.at + _KEPT).timestamp()),
    }
