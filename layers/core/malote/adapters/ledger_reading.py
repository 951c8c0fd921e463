"""Reading the ledger: a tenant's, or what was booked for one charge."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from malote.adapters import keys
from malote.adapters.filters import Filter
from malote.adapters.items import stamp
from malote.adapters.paging import Listing
from malote.adapters.table import Table
from malote.billing.ledger import LedgerEntry
from malote.billing.queries import LedgerQuery

_SORT = re.compile(r"([0-9T:.+-]{10,40})#([!-~]{1,200})")
_COMPARED = ("environment", "account_id", "agreement", "history_code")


@dataclass(frozen=True, slots=True)
class Reading:
    """A tenant's entries that match a query."""

    tenant: str
    query: LedgerQuery

    def all(self, table: Table) -> Iterator[LedgerEntry]:
        """In the order of ``at``, read page by page."""
        pages = table.pages(
            self._listing.partition,
            index=self._listing.index,
            between=self._between,
            filters=self._filters,
            latest=self._listing.index is None,
        )
        for page, _ in pages:
            yield from map(LedgerEntry.model_validate, page)

    def page(
        self, table: Table, limit: int, cursor: str | None
    ) -> tuple[Sequence[LedgerEntry], str | None]:
        """Newest first. Raises InvalidInput."""
        items, following = self._listing.page(
            table, limit, cursor, filters=self._filters, between=self._between
        )
        return [*map(LedgerEntry.model_validate, items)], following

    @property
    def _listing(self) -> Listing:
        if not self.query.charge_id:
            return Listing(keys.ledger(self.tenant)["PK"], _SORT)
        return Listing(
            keys.by_date(self.tenant, f"CHARGE#{self.query.charge_id}"),
            _SORT,
            lambda match: keys.ledger(self.tenant, match[1], match[2]),
        )

    @property
    def _between(self) -> tuple[str, str] | None:
        between = self.query.between
        return (stamp(between[0]), stamp(between[1])) if between else None

    @property
    def _filters(self) -> list[Filter]:
        wanted = {name: getattr(self.query, name) for name in _COMPARED}
        return [Filter((name,), "=", value) for name, value in wanted.items() if value]
