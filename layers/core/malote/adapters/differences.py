"""Comparisons with Efí in the table: one item for each account and day."""

import re
from collections.abc import Sequence

from pydantic import TypeAdapter

from malote.adapters import keys
from malote.adapters.items import Item
from malote.adapters.paging import Listing
from malote.adapters.table import Table
from malote.billing.reconciling import Reconciliation

_SORT = re.compile(r"[0-9-]{10}#[a-z0-9-]{1,40}")
_ITEM: TypeAdapter[Reconciliation] = TypeAdapter(Reconciliation)


class DifferenceItems:
    """The port ``Differences``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def keep(self, report: Reconciliation) -> None:
        """Write one down; the same day's replaces it."""
        key = keys.reconciliation(report.tenant, f"{report.at:%Y-%m-%d}", report.account_id)
        news = "differences" if report.needs_somebody else None  # the stream is filtered by it
        self._table.put_all([{**key, **_ITEM.dump_python(report, mode="json"), "news": news}])

    def page(
        self, tenant: str, limit: int, cursor: str | None
    ) -> tuple[Sequence[Reconciliation], str | None]:
        """Newest first, and the next page's cursor. Raises InvalidInput."""
        listing = Listing(keys.reconciliation(tenant)["PK"], _SORT)
        items, following = listing.page(self._table, limit, cursor)
        return [_ITEM.validate_python(_whole(each)) for each in items], following


def _whole(item: Item) -> Item:
    """The table keeps no None: Efí's id, or ours, is missing from what only one side knows."""
    neither = {"charge_id": None, "efi_id": None}
    return {**item, "differences": [neither | each for each in item["differences"]]}
