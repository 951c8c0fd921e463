"""The life of certificates outside of portfolios, and what was done to them, in the table."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from malote.adapters import keys
from malote.adapters.certificate_items import certificate_item, history_row
from malote.adapters.filters import Filter
from malote.adapters.items import stamp
from malote.adapters.paging import Listing
from malote.adapters.table import GSI1, ConditionFailed, Table
from malote.certificates.models import HistoryRow, Installed

_SORT = re.compile(r"[0-9T:.+-]{10,40}#[^#]+")


class CertificateItems:
    """The port ``CertificateLedger``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, tenant: str, certificate_id: str) -> Installed | None:
        """One in whatever state, or None."""
        item = self._table.get(keys.certificate(tenant, certificate_id))
        return Installed.model_validate(item) if item else None

    def begin(self, certificate: Installed) -> None:
        """Write it down, unless its id is of one that is pending no more."""
        item = certificate_item(certificate)
        key = {"PK": item.pop("PK"), "SK": item.pop("SK")}
        anew = "attribute_not_exists(PK) OR #state = :pending"
        with suppress(ConditionFailed):
            self._table.update(key, item, condition=anew, given={"pending": "pending"})

    def leftovers(self, before: datetime) -> Iterator[Installed]:
        """All tenants' that were pending or deleted then, and whose secret is not given up yet."""
        return self._until(keys.LEFT_CERTIFICATES, before)

    def given_up(self, certificate: Installed) -> None:
        """Forget a pending one, and look at a deleted one no more; unless it changed meanwhile."""
        key = keys.certificate(certificate.tenant, certificate.certificate_id)
        condition = "revision = :revision AND GSI1PK = :left"
        given = {"revision": certificate.revision, "left": keys.LEFT_CERTIFICATES}
        with suppress(ConditionFailed):
            if certificate.state == "pending":
                self._table.delete(key, condition, given)
            else:
                index = ("GSI1PK", "GSI1SK")
                self._table.update(key, {}, remove=index, condition=condition, given=given)

    def expiring(self, until: datetime) -> Iterator[Installed]:
        """All tenants' live ones that expire by then, the first to expire first."""
        return self._until(keys.LIVE_CERTIFICATES, until)

    def history(
        self, tenant: str, certificate_id: str | None, limit: int, cursor: str | None
    ) -> tuple[Sequence[HistoryRow], str | None]:
        """Rows of one or of all, newest first, and the next page's cursor. Raises InvalidInput."""
        one = [Filter(("certificate_id",), "=", certificate_id)] if certificate_id else []
        listing = Listing(keys.certificate_history(tenant)["PK"], _SORT, latest=True, reads=1)
        items, following = listing.page(self._table, limit, cursor, filters=one)
        return [*map(history_row, items)], following

    def _until(self, partition: str, at: datetime) -> Iterator[Installed]:
        between = ("0", f"{stamp(at)}~")  # ~ is after what follows a time
        for page, _ in self._table.pages(partition, index=GSI1, between=between):
            yield from map(Installed.model_validate, page)
