"""Which device has a CNPJ's work: one item, taken by a conditional write."""

from datetime import datetime

from malote.adapters import keys
from malote.adapters.items import Item
from malote.adapters.table import ConditionFailed, Table
from malote.relay.models import Lease

_FREE_OR_OURS = "attribute_not_exists(PK) OR held_until <= :now OR holder = :holder"


class LeaseItems:
    """The port ``Leases``. Attributes are named so as to be no reserved words of DynamoDB's."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, tenant: str, tax_id: str) -> Lease | None:
        """The lease as it is, over or not."""
        item = self._table.get(keys.lease(tenant, tax_id))
        return _lease(tenant, tax_id, item) if item else None

    def take(self, lease: Lease, now: datetime) -> Lease:
        """Take or renew it; the lease that holds now, this one or another's."""
        try:
            item = self._table.update(
                keys.lease(lease.tenant, lease.tax_id),
                {"holder": _holder(lease), "held_until": lease.until},
                condition=_FREE_OR_OURS,
                given={"now": now},
            )
        except ConditionFailed as failed:
            item = failed.item
        return _lease(lease.tenant, lease.tax_id, item)

    def end(self, lease: Lease) -> None:
        """Give it up, if it is still this session's."""
        key = keys.lease(lease.tenant, lease.tax_id)
        try:
            self._table.delete(key, "holder = :holder", {"holder": _holder(lease)})
        except ConditionFailed:
            return


def _holder(lease: Lease) -> str:
    return f"{lease.device_id}#{lease.session}"


def _lease(tenant: str, tax_id: str, item: Item) -> Lease:
    device_id, _, session = item["holder"].partition("#")
    until = datetime.fromisoformat(item["held_until"])
    return Lease(tenant=tenant, tax_id=tax_id, device_id=device_id, session=session, until=until)
