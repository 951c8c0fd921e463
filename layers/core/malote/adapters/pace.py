"""How often a tenant's users may have Malote do something: so many times a minute."""

import time
from collections.abc import Callable

from malote.adapters import keys
from malote.adapters.table import ConditionFailed, Table
from malote.errors import TooSoon

PER_MINUTE = {
    "poll": 60, "poll_mailbox": 10, "preview": 10, "account_test": 10, "presets": 30,
    "message": 600, "file": 60, "charge": 300, "sefaz": 60,
}  # fmt: skip
"""By what is asked for. A connection to a host of the tenant's choice is dear, and tells things."""

_KEPT = 3600  # seconds, after which DynamoDB may delete the counter (time to live)


class Pace:
    """Counters in the table, one a minute, all functions together."""

    def __init__(self, table: Table, now: Callable[[], float] = time.time) -> None:
        self._table = table
        self._now = now

    def take(self, tenant: str, action: str, of: str = "") -> None:
        """Count it, of one thing (a mailbox) or of all. Raises TooSoon, with the seconds to wait.

        The minutes are the clock's: twice as many may fit into one that lies across two.
        """
        now = int(self._now())
        minute, passed = divmod(now, 60)
        try:
            self._table.update(
                keys.pace(tenant, action, of, minute),
                {"expires_at": now + _KEPT},
                add={"taken": 1},
                condition="attribute_not_exists(taken) OR taken < :most",
                given={"most": PER_MINUTE[action]},
            )
        except ConditionFailed:
            raise TooSoon(f"espere {60 - passed} s") from None
