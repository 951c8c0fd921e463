"""How often Efí was asked today, in the table: all functions count together."""

from datetime import UTC, datetime, timedelta

from malote.adapters import keys
from malote.adapters.table import Table
from malote.billing.accounts import BillingAccount

_KEPT = timedelta(days=3)  # then DynamoDB may delete the counter (time to live)


class QuotaItems:
    """The port ``Quota``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def take(self, account: BillingAccount, endpoint: str, at: datetime) -> int:
        """Count it. One whose answer from the table was lost may count twice."""
        day = at.astimezone(UTC).date().isoformat()
        counter = self._table.update(
            keys.quota(account.tenant, account.account_id, day, endpoint),
            {"expires_at": int((at + _KEPT).timestamp())},
            add={"taken": 1},
        )
        return int(counter["taken"])
